#!/usr/bin/env node
/**
 * How long a SEG of 512 × 512 × 400 voxels with five segments takes to write, and how large it is beside that of
 * highdicom of the same labels.
 *
 *   node bench/seg_writing.mjs [--write]
 *
 * Fails if ours takes more than 3 s or more than 1.2 times the bytes. Needs the Python environment of
 * test/python-env.mjs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { pythonEnvironment } from '../test/python-env.mjs';
import { replaceSection } from './results-section.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const LIMITS = { seconds: 3, ratio: 1.2 };
const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } });

const folder = mkdtempSync(join(tmpdir(), 'few-shot-lms-'));
try {
  const load = loadavg()[0];
  const bundle = join(folder, 'seg-writing.cjs');
  await build({
    entryPoints: [join(root, 'bench/seg-writing.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: bundle,
    logLevel: 'error',
  });
  const labels = join(folder, 'labels.raw');
  const run = (program, ...args) =>
    execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  run(process.execPath, bundle, 'labels', labels);
  const ours = JSON.parse(run(process.execPath, bundle, 'write', labels, folder));
  const theirs = JSON.parse(run(pythonEnvironment(), 'bench/seg_writing_highdicom.py', labels));
  const rows = ours.map((own) => {
    const other = theirs.find(({ kind }) => kind === own.kind);
    return { ...own, other, ratio: own.bytes / other.bytes };
  });
  const text = render(rows, load);
  console.log(text);
  if (options.write) replaceSection('seg-writing', text);
  const missed = rows.filter(({ seconds, ratio }) => seconds > LIMITS.seconds || ratio > LIMITS.ratio);
  for (const { kind } of missed)
    console.error(`${kind} is above ${LIMITS.seconds} s or ${LIMITS.ratio} × the bytes`);
  process.exitCode = missed.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

function render(rows, load) {
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
  const lines = rows.map(
    ({ kind, seconds, slowest, bytes, other, ratio }) =>
      `| ${kind} | **${seconds.toFixed(2)} s** (slowest ${slowest.toFixed(2)} s) | ${other.seconds.toFixed(1)} s | ${megabytes(bytes)} | ${megabytes(other.bytes)} | **${ratio.toFixed(3)}** |`,
  );
  return `## Writing a DICOM SEG

512 × 512 × 400 voxels, five segments, in memory; the faster of three runs in Node ${process.version}, ${cpus().length} cores (${process.arch}), load ${load.toFixed(1)} at the start. highdicom ${rows[0].other.version} on the same labels and headers, once.

\`\`\`
node bench/seg_writing.mjs --write
\`\`\`

| kind | time | highdicom | bytes | highdicom | bytes, of highdicom's |
|---|---|---|---|---|---|
${lines.join('\n')}`;
}

#!/usr/bin/env node
/** Writes docs/dicom-conformance.md from the tables of the code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'few-shot-lms-'));
try {
  const bundle = join(folder, 'statement.cjs');
  await build({
    entryPoints: [join(here, 'statement.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: bundle,
    logLevel: 'error',
  });
  const { conformanceStatement } = createRequire(import.meta.url)(bundle);
  writeFileSync(join(here, '../../docs/dicom-conformance.md'), conformanceStatement());
} finally {
  rmSync(folder, { recursive: true });
}

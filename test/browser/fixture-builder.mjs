import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

let loaded;

/** The builder of DICOM fixtures of dicom-seg, which is TypeScript. One for all, so that no identifier is given twice. */
export function fixtureBuilder() {
  loaded ??= load();
  return loaded;
}

async function load() {
  const folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-fixtures-'));
  const outfile = join(folder, 'testing.mjs');
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('../../dicom-seg/testing/index.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

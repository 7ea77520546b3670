import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The product's reader and writer of series and SEGs, which are TypeScript, for Node. */
export async function segLibrary() {
  const folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-seg-'));
  const outfile = join(folder, 'dicom-seg.cjs');
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('../../dicom-seg/src/index.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'error',
    });
    return (await import(pathToFileURL(outfile).href)).default;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

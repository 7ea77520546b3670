/** Bundles conformance.ts with esbuild into the file named by the first argument, which `node` then runs. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  entryPoints: [fileURLToPath(new URL('./conformance.ts', import.meta.url))],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile: process.argv[2],
  logLevel: 'error',
});

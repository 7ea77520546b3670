#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundle = new URL('../../build/cli/few-shot-lms.mjs', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  process.stderr.write(
    `few-shot-lms: the program is not built yet (${fileURLToPath(bundle)} is missing); ` +
      "run 'npm ci && npm run build' in the repository's root first.\n",
  );
  process.exitCode = 2;
}

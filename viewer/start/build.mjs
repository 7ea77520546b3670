import { join } from 'node:path';
import { run } from './run.mjs';
import { fingerprint, isDone, markDone } from './stamp.mjs';

/** All that webpack reads from this repository. */
const SOURCES = [
  ...['package-lock.json', 'tsconfig.json', 'webpack.config.js'],
  ...['engine', 'dicom-seg', 'extension', 'modes', 'cli', 'viewer/server', 'models/zoo'],
];

/**
 * Builds the bundles with webpack unless they were built from the same sources.
 *
 * @param {string} root the repository's root
 */
export async function ensureBuilt(root) {
  const stamp = join(root, 'build/.stamps/webpack');
  const print = fingerprint(root, SOURCES);
  if (isDone(stamp, print, join(root, 'build/server/server.mjs'))) return;
  console.log('Building …');
  const webpack = join(root, 'node_modules/webpack/bin/webpack.js');
  const config = join(root, 'webpack.config.js');
  await run(process.execPath, [webpack, '--config', config], {
    cwd: root,
    hint: 'The build failed; the messages above say where.',
  });
  markDone(stamp, print);
}

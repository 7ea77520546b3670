import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IGNORED = /(^|\/)(node_modules|build|dist|__pycache__|\.[^/]+)$|\.test\.tsx?$/;

/**
 * A short text that changes when one of the files does: their paths, sizes and times.
 *
 * @param {string} root
 * @param {string[]} paths files and folders, relative to root; missing ones count as such
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, root, path);
  return hash.digest('hex');
}

/** True when the step was done with this fingerprint and its output still exists. */
export function isDone(stampFile, print, output) {
  return existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === print;
}

/** @param {string} stampFile */
export function markDone(stampFile, print) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, print);
}

function addTo(hash, root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) {
    hash.update(`${path} missing\n`);
  } else if (stats.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) {
      const inner = `${path}/${name}`;
      if (!IGNORED.test(inner)) addTo(hash, root, inner);
    }
  } else {
    hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
  }
}

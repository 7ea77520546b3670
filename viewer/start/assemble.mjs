import { constants, copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprint, isDone, markDone } from './stamp.mjs';

const HOST = 'viewer/host/node_modules/@ohif/app';
/** The packages that OHIF loads; each is laid out like the root of the viewer. */
const PLUGINS = ['extension/dist', 'modes/few-shot-lms/dist'];

/**
 * Puts the folder together that is served: the prebuilt OHIF viewer, our plugins and our configuration.
 *
 * @param {string} root the repository's root
 */
export function ensureAssembled(root) {
  const output = join(root, 'build/viewer');
  const stamp = join(root, 'build/.stamps/viewer');
  const print = fingerprint(root, [
    'viewer/host/package-lock.json',
    'viewer/config',
    'viewer/start',
    ...PLUGINS,
  ]);
  if (isDone(stamp, print, join(output, 'index.html'))) return;
  rmSync(output, { recursive: true, force: true });
  const dist = join(root, HOST, 'dist');
  copyFolder(dist, output, (path) => path !== join(dist, 'ort'));
  for (const folder of PLUGINS) copyFolder(join(root, folder), output);
  copyFileSync(join(root, HOST, 'LICENSE'), join(output, 'LICENSE.ohif'));
  copyFileSync(join(root, 'viewer/config/app-config.js'), join(output, 'app-config.js'));
  mkdirSync(join(output, 'config'), { recursive: true });
  const module = 'ignore-invalid-windows.mjs';
  copyFileSync(join(root, 'viewer/config', module), join(output, 'config', module));
  markDone(stamp, print);
}

/**
 * Copies without source maps, which are half of the size. The host's `ort/` is left out as well: 136 MB that only its
 * own AI tools need, which are switched off in app-config.js.
 */
function copyFolder(from, to, isWanted = () => true) {
  mkdirSync(to, { recursive: true });
  cpSync(from, to, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => isWanted(path) && !basename(path).endsWith('.map'),
  });
}

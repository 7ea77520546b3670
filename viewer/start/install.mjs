import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Installs a folder's packages exactly as its lock file says, unless they are there already.
 *
 * @param {string} folder a folder with package.json and package-lock.json
 * @param {string} what for people: what is being installed
 */
export async function ensureInstalled(folder, what) {
  if (isInstalled(folder)) return;
  console.log(`Installing ${what} …`);
  const { npm_execpath: npm } = process.env;
  // The build is a matter of development packages; NODE_ENV=production would leave them out.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const hint =
    'The installation failed; the messages of npm above say why. It needs a network connection to the npm registry.';
  // npm start names its own program; the plain name is a script on Windows, which only a shell can run.
  if (npm) await run(process.execPath, [npm, ...args], { cwd: folder, hint });
  else await run('npm', args, { cwd: folder, hint, shell: process.platform === 'win32' });
}

/**
 * Compares the lock file with npm's own note of what it installed: same packages in the same versions. Packages for
 * other platforms are optional and may be missing.
 */
function isInstalled(folder) {
  const installedLock = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = readPackages(join(folder, 'package-lock.json'));
  const installed = readPackages(installedLock);
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer);
    // Entries without a version are links; those of the host's stand-ins lead nowhere and need not.
    const isThere = entry.version === undefined || existsSync(join(folder, path));
    return found.version === entry.version && found.resolved === entry.resolved && isThere;
  });
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../../viewer/start/install.mjs';
import { startServer } from './server.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HOST = join(ROOT, 'test/second-host');
const PACKAGES = {
  '@few-shot-lms/ohif-extension': 'extension',
  '@few-shot-lms/ohif-mode': 'modes/few-shot-lms',
};

/**
 * Sets another OHIF up as docs/embedding.md tells a stranger to, outside the repository: the packages from their
 * tarballs, their `dist/` laid over the viewer, the configuration that stands in the text.
 *
 * @param {string} dicomweb address of the archive it reads
 * @returns `version` of the host, `packed` the bytes of the tarballs, `folder` with node_modules, `url`, `stop`
 */
export async function secondHost(dicomweb) {
  await ensureInstalled(HOST, 'the second OHIF viewer');
  const folder = mkdtempSync(join(tmpdir(), 'few-shot-lms-host-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const packed = installPackages(folder);
    const app = join(HOST, 'node_modules/@ohif/app');
    const web = join(folder, 'build/viewer');
    cpSync(join(app, 'dist'), web, { recursive: true, filter: isServed(join(app, 'dist')) });
    for (const name of Object.keys(PACKAGES)) {
      cpSync(join(folder, 'node_modules', name, 'dist'), web, { recursive: true });
    }
    writeFileSync(join(web, 'app-config.js'), documentedConfiguration());
    const server = await startServer(ROOT, ['test/second-host/serve.mjs', folder, '--dicomweb', dicomweb]);
    const { version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
    return { version, packed, folder, url: server.url, stop: () => server.stop().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** What `npm pack` makes of the workspaces, installed by `npm install` as anyone would. */
function installPackages(folder) {
  const workspaces = Object.values(PACKAGES).flatMap((path) => ['-w', path]);
  // The test builds before it runs; packing by itself would build once more.
  npm(ROOT, ['pack', '--ignore-scripts', '--pack-destination', folder, ...workspaces]);
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'another-viewer', private: true }));
  npm(folder, ['install', '--offline', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`)]);
  return tarballs.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
}

function npm(cwd, args) {
  execFileSync('npm', ['--loglevel=error', ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Neither source maps nor the host's `ort/`, which only tools need that are not tried here. */
const isServed = (dist) => (path) => path !== join(dist, 'ort') && !basename(path).endsWith('.map');

/** The whole app-config.js of the page for embedders, so that it is tried as it is printed. */
function documentedConfiguration() {
  const page = readFileSync(join(ROOT, 'docs/embedding.md'), 'utf8');
  const block = /```js\n(\/\/ app-config\.js\n[\s\S]*?)```/.exec(page);
  if (!block) throw new Error('docs/embedding.md has no code block that begins with // app-config.js');
  return block[1];
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'few-shot-lms-install-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A package that needs another one, of the same folder, to be built. */
function writePackage(): void {
  const about = { name: 'product', version: '1.0.0', devDependencies: { builder: 'file:./builder' } };
  const builder = { name: 'builder', version: '1.0.0' };
  mkdirSync(join(folder, 'builder'));
  const write = (name: string, json: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(json));
  write('package.json', about);
  write('builder/package.json', builder);
  write('package-lock.json', {
    ...{ name: about.name, version: about.version, lockfileVersion: 3, requires: true },
    packages: {
      '': about,
      builder: { ...builder, dev: true },
      'node_modules/builder': { resolved: 'builder', link: true },
    },
  });
}

function install(env: NodeJS.ProcessEnv): void {
  const module = pathToFileURL(join(__dirname, 'install.mjs')).href;
  const script = `const { ensureInstalled } = await import('${module}'); await ensureInstalled(process.argv[1], 'it');`;
  const args = ['--input-type=module', '--eval', script, folder];
  execFileSync(process.execPath, args, { env: { ...process.env, npm_config_offline: 'true', ...env } });
}

describe('ensureInstalled', () => {
  it.each([{ NODE_ENV: 'production' }, { npm_config_omit: 'dev' }, {}])(
    'installs what the build needs with %j',
    (env) => {
      writePackage();
      install(env);
      expect(existsSync(join(folder, 'node_modules/builder/package.json'))).toBe(true);
    },
  );
});

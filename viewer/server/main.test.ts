import http from 'node:http';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@few-shot-lms/engine';
import { parseConfig } from './config';
import { listen } from './http/listen';
import { startViewer, type RunningViewer } from './main';
import { temporaryFolder } from './testing/localServer';

const running: { close(): unknown }[] = [];
afterEach(async () => void (await Promise.all(running.splice(0).map((viewer) => viewer.close()))));

/** Starts a viewer without the sample study on a free port; its lines are put into `log`. */
async function start(data: string, args: readonly string[] = [], log: string[] = []): Promise<RunningViewer> {
  const root = temporaryFolder();
  writeFileSync(join(root, 'index.html'), '<html></html>');
  const config = parseConfig(['--data', data, '--no-sample', '--port', '0', ...args], {}, root);
  const paths = { app: root, compressed: join(root, 'compressed'), sample: '' };
  const viewer = await startViewer(config, paths, (line) => log.push(line));
  running.push(viewer);
  return viewer;
}

describe('startViewer', () => {
  it('refuses a folder that is served already, and leaves what is being received there alone', async () => {
    const data = temporaryFolder();
    const first = await start(data);
    const upload = join(data, '.incoming/an upload in progress');
    writeFileSync(upload, 'the first half');
    const second = start(data);
    await expect(second).rejects.toThrow(UserError);
    await expect(second).rejects.toThrow(first.url);
    expect(existsSync(upload)).toBe(true);
  });

  it('serves several folders at the same time, and one again after it was stopped', async () => {
    const data = temporaryFolder();
    const first = await start(data);
    await start(temporaryFolder());
    await first.close();
    expect(readdirSync(data)).not.toContain('.lock');
    await start(data);
  });

  it('leaves no lock behind when it cannot start', async () => {
    const data = temporaryFolder();
    const busy = http.createServer();
    running.push(busy);
    const port = await listen(busy, { host: '127.0.0.1', port: 0, mayMove: false });
    await expect(start(data, ['--port', String(port)])).rejects.toThrow('is in use');
    await start(data);
  });

  it('locks no folder when the studies are elsewhere', async () => {
    const data = join(temporaryFolder(), 'data');
    const args = ['--dicomweb', 'http://localhost:8042/dicom-web'];
    await start(data, args);
    await start(data, args);
    expect(existsSync(data)).toBe(false);
  });

  it('says what is wrong with a folder that cannot be used', async () => {
    const data = join(temporaryFolder(), 'data');
    writeFileSync(data, 'a file');
    await expect(start(join(data, 'below'))).rejects.toThrow('choose another one with --data');
    mkdirSync(join(data, '../other/.lock'), { recursive: true });
    await expect(start(join(data, '../other'))).rejects.toThrow('choose another one with --data');
  });

  it('warns that there is no login where other machines reach it', async () => {
    const log: string[] = [];
    await start(temporaryFolder(), [], log);
    expect(log.join()).not.toContain('no login');
    await start(temporaryFolder(), ['--host', '0.0.0.0'], log);
    expect(log.join()).toContain('There is no login');
  });
});

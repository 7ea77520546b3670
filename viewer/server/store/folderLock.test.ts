import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@few-shot-lms/engine';
import { FolderLock } from './folderLock';
import { temporaryFolder } from '../testing/localServer';

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** Another program that runs until the test is over. */
async function otherProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'console.log(); setInterval(() => undefined, 1000)']);
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid!;
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

const lockFile = (folder: string): string => join(folder, '.lock');

describe('FolderLock', () => {
  it('is held by one only, and says by whom and where', () => {
    const folder = temporaryFolder();
    const lock = FolderLock.take(folder);
    expect(() => FolderLock.take(folder)).toThrow(UserError);
    lock.announce('http://127.0.0.1:3000/');
    const second = (): FolderLock => FolderLock.take(folder);
    for (const part of [folder, `process ${process.pid}`, 'http://127.0.0.1:3000/', '--data'])
      expect(second).toThrow(part);
    FolderLock.take(temporaryFolder()).release();
    lock.release();
    expect(existsSync(lockFile(folder))).toBe(false);
    second().release();
  });

  it('respects another program that is running', async () => {
    const folder = temporaryFolder();
    const pid = await otherProcess();
    writeFileSync(lockFile(folder), JSON.stringify({ pid }));
    expect(() => FolderLock.take(folder)).toThrow(`process ${pid}`);
    expect(readFileSync(lockFile(folder), 'utf8')).toBe(JSON.stringify({ pid }));
  });

  it('takes over what a crash left, also from a version that wrote something else', async () => {
    const folder = temporaryFolder();
    for (const left of [JSON.stringify({ pid: await endedProcess() }), '{"pid":', '{"pid":0}', 'null', '']) {
      writeFileSync(lockFile(folder), left);
      FolderLock.take(folder).release();
      expect(existsSync(lockFile(folder))).toBe(false);
    }
  });

  it('takes over when the number of the crashed program was given out again', () => {
    if (process.platform !== 'linux') return;
    const folder = temporaryFolder();
    writeFileSync(lockFile(folder), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    FolderLock.take(folder).release();
  });

  it('takes over what a forerunner left that was the same by number and start, as the first process of a container is', () => {
    const folder = temporaryFolder();
    const lock = FolderLock.take(folder);
    const same = readFileSync(lockFile(folder));
    lock.release();
    writeFileSync(lockFile(folder), same);
    FolderLock.take(folder).release();
    expect(existsSync(lockFile(folder))).toBe(false);
  });

  it('says what keeps it from being removed, and lets the viewer end', () => {
    const folder = temporaryFolder();
    const lock = FolderLock.take(folder);
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    rmSync(lockFile(folder));
    mkdirSync(lockFile(folder));
    lock.release();
    expect(said).toHaveBeenCalledWith(expect.stringContaining(lockFile(folder)));
    said.mockRestore();
  });

  it('leaves a lock alone that someone else holds by now', async () => {
    const folder = temporaryFolder();
    const lock = FolderLock.take(folder);
    const theirs = JSON.stringify({ pid: await otherProcess() });
    writeFileSync(lockFile(folder), theirs);
    lock.announce('http://127.0.0.1:3000/');
    lock.release();
    expect(readFileSync(lockFile(folder), 'utf8')).toBe(theirs);
  });

  it('keeps nobody from looking at the studies when the disk is full', () => {
    const folder = temporaryFolder();
    const full = (): never => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    const lock = FolderLock.take(folder, full);
    lock.announce('http://127.0.0.1:3000/');
    lock.release();
  });

  it('makes the folder when there is none', () => {
    const folder = join(temporaryFolder(), 'new/folder');
    FolderLock.take(folder).release();
    expect(existsSync(folder)).toBe(true);
  });
});

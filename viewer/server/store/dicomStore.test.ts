import fs, { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/localServer';
import { image } from '../testing/part10';
import { DicomStore } from './dicomStore';

const PIXELS = Buffer.alloc(12, 1);
const log: string[] = [];

beforeEach(() => void log.splice(0));
afterEach(() => jest.restoreAllMocks());

const fileOf = (instance: string): Buffer => image({ study: '1.2', series: '1.2.3', instance }, PIXELS);

async function storeIn(folder: string): Promise<DicomStore> {
  const store = new DicomStore(folder, { log: (line) => log.push(line) });
  await store.open();
  return store;
}

/** A folder with the instances `1.1` and `1.2` in files of these names. */
function twoFiles(): string {
  const folder = temporaryFolder();
  for (const name of ['1.1', '1.2']) writeFileSync(join(folder, name), fileOf(name));
  return folder;
}

const instancesOf = async (store: DicomStore): Promise<string[]> =>
  (await store.find()).map(({ instance }) => instance);

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** What a file system says of a file that only somebody else may read; the tests may run as one who may read everything. */
const denied = Object.assign(new Error('EACCES: permission denied, open'), {
  code: 'EACCES',
  syscall: 'open',
});

describe('a file that cannot be read', () => {
  it('is left out and reported; the others are listed', async () => {
    const folder = twoFiles();
    const { openSync } = fs;
    jest.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
      if (String(path).endsWith('1.1')) throw denied;
      return openSync(path, ...rest);
    });
    const store = await storeIn(folder);
    expect(await instancesOf(store)).toEqual(['1.2']);
    expect(log.join()).toContain('1.1 cannot be read: EACCES');
  });

  it('may disappear while the folder is looked through', async () => {
    const folder = twoFiles();
    mkdirSync(join(folder, '0'));
    const { readdir } = fsPromises;
    jest.spyOn(fsPromises, 'readdir').mockImplementation((async (...call: Parameters<typeof readdir>) => {
      const entries = await readdir(...call);
      for (const name of ['0', '1.1']) rmSync(join(folder, name), { recursive: true, force: true });
      return entries;
    }) as typeof readdir);
    const store = await storeIn(folder);
    expect(await instancesOf(store)).toEqual(['1.2']);
    expect(log.join()).toMatch(/2 file\(s\).* 0 cannot be read: ENOENT.* 1\.1 cannot be read: ENOENT/);
  });

  it('may be the index: the headers are read again', async () => {
    const folder = twoFiles();
    mkdirSync(join(folder, '.index.jsonl'));
    expect(await instancesOf(await storeIn(folder))).toEqual(['1.1', '1.2']);
  });
});

it('looks again when the folder itself could not be read', async () => {
  const store = await storeIn(twoFiles());
  jest.spyOn(fsPromises, 'readdir').mockRejectedValueOnce(denied);
  await expect(store.find()).rejects.toBe(denied);
  expect(await instancesOf(store)).toEqual(['1.1', '1.2']);
});

it('takes an instance again whose file was deleted by hand', async () => {
  const folder = temporaryFolder();
  const store = await storeIn(folder);
  const bytes = fileOf('1.1');
  await store.receive(chunks(bytes));
  rmSync(join(folder, '1.2'), { recursive: true });
  expect(await store.receive(chunks(bytes))).toMatchObject({ stored: true, isNew: true });
  expect(await instancesOf(store)).toEqual(['1.1']);
});

describe('links', () => {
  it('lead to files and folders that lie elsewhere', async () => {
    const elsewhere = twoFiles();
    const folder = temporaryFolder();
    writeFileSync(join(elsewhere, 'single'), fileOf('1.3'));
    symlinkSync(join(elsewhere, 'single'), join(folder, 'file'));
    mkdirSync(join(elsewhere, 'disc'));
    for (const name of ['1.1', '1.2']) writeFileSync(join(elsewhere, 'disc', name), fileOf(name));
    symlinkSync(join(elsewhere, 'disc'), join(folder, 'folder'));
    const found = await (await storeIn(folder)).find();
    expect(found.map(({ file }) => file)).toEqual(['file', 'folder/1.1', 'folder/1.2']);
  });

  it('come to an end where they lead in a circle or nowhere', async () => {
    const folder = twoFiles();
    mkdirSync(join(folder, 'below'));
    symlinkSync(folder, join(folder, 'below', 'circle'));
    symlinkSync('itself', join(folder, 'itself'));
    symlinkSync('nothing', join(folder, 'nowhere'));
    const found = await (await storeIn(folder)).find();
    expect(found.map(({ file }) => file)).toEqual(['1.1', '1.2']);
    expect(log.join()).toMatch(/itself cannot be read: ELOOP.*nowhere cannot be read: ENOENT/);
  });

  it('give way to the file itself', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'original'), fileOf('1.1'));
    symlinkSync('original', join(folder, 'a link'));
    expect(await (await storeIn(folder)).find()).toMatchObject([{ file: 'original' }]);
  });
});

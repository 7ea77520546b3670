import type { Features } from '@few-shot-lms/engine';
import { FakeOpfs } from '../testing/fakeOpfs';
import { FeatureDisk, type ShelfPlace } from './FeatureDisk';

const place: ShelfPlace = {
  salt: 'salt',
  identity: ['1.2.3', '1.2.3.1'],
  modelHash: 'ab'.repeat(32),
  channels: 2,
  cells: 4,
};
const features = (seed: number): Features => ({
  data: Float32Array.from({ length: 32 }, (_, p) => seed + p / 7),
  channels: 2,
  cells: 4,
});
/** Header and values. */
const FILE_BYTES = 80 + 4 * 32;

const stored = (opfs: FakeOpfs) => [...opfs.files].filter(([path]) => !path.endsWith('/'));

async function opened(opfs: FakeOpfs, mostBytes: number | null = 2 ** 20) {
  const disk = await FeatureDisk.open(opfs);
  await disk.allow(mostBytes);
  return disk;
}

async function write(disk: FeatureDisk, where: ShelfPlace, slices: readonly number[]) {
  for (const slice of slices) await disk.shelf(where).write('volume', slice, features(slice));
}

beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

describe('stored features', () => {
  it('come back as they were after the page is loaded again', async () => {
    const opfs = new FakeOpfs();
    await write(await opened(opfs), place, [3, 4]);
    const again = await opened(opfs);
    expect(again.report()).toEqual({ bytes: 2 * FILE_BYTES, limitBytes: 2 ** 20, damaged: 0, problem: null });
    expect(await again.shelf(place).read('volume', 3)).toEqual(features(3));
    expect(await again.shelf(place).read('volume', 5)).toBeNull();
  });

  it('are found only by salt, UIDs, model and grey values together, and their names tell none of these', async () => {
    const opfs = new FakeOpfs();
    const disk = await opened(opfs);
    await write(disk, place, [3]);
    const others: ShelfPlace[] = [
      { ...place, salt: 'other' },
      { ...place, identity: ['1.2.3', '1.2.3.2'] },
      { ...place, modelHash: 'cd'.repeat(32) },
    ];
    for (const other of others) expect(await disk.shelf(other).read('volume', 3)).toBeNull();
    expect(await disk.shelf(place).read('another volume', 3)).toBeNull();
    expect(stored(opfs).map(([path]) => path)).toEqual([
      expect.stringMatching(/^few-shot-lms-features\/[0-9a-f]{64}\/3$/),
    ]);
  });

  it.each([
    ['a changed value', (bytes: Uint8Array) => bytes.fill(9, 100, 101)],
    ['a file that is cut off', (bytes: Uint8Array) => bytes.slice(0, -4)],
    ['another model', (bytes: Uint8Array) => bytes.fill(9, 16, 17)],
    ['another shape', (bytes: Uint8Array) => bytes.fill(9, 8, 9)],
    ['another layout', (bytes: Uint8Array) => bytes.fill(9, 4, 5)],
    ['an empty file', () => new Uint8Array(0)],
  ])('are ignored and deleted when damaged: %s', async (_, damage) => {
    const opfs = new FakeOpfs();
    await write(await opened(opfs), place, [3, 4]);
    const [[path, file]] = stored(opfs);
    opfs.files.set(path, { ...file, bytes: damage(file.bytes) });
    const disk = await opened(opfs);
    expect(await disk.shelf(place).read('volume', 3)).toBeNull();
    expect(await disk.shelf(place).read('volume', 4)).toEqual(features(4));
    expect(disk.report()).toMatchObject({ damaged: 1, problem: null, bytes: FILE_BYTES });
    expect(stored(opfs)).toHaveLength(1);
  });

  it('stay within the limit: the oldest of other volumes go, never those of the volume itself', async () => {
    const opfs = new FakeOpfs();
    const disk = await opened(opfs, 4 * FILE_BYTES);
    const other = { ...place, salt: 'other' };
    await write(disk, place, [1, 2]);
    await write(disk, other, [1, 2, 3]);
    expect(await disk.shelf(place).read('volume', 1)).toBeNull();
    expect(await disk.shelf(place).read('volume', 2)).not.toBeNull();
    await write(disk, other, [4, 5, 6]);
    expect(await disk.shelf(other).read('volume', 4)).not.toBeNull();
    expect(await disk.shelf(other).read('volume', 5)).toBeNull();
    expect(stored(opfs)).toHaveLength(4);
    expect(disk.report()).toMatchObject({ bytes: 4 * FILE_BYTES, problem: null });
    await disk.allow(2 * FILE_BYTES);
    expect(stored(opfs)).toHaveLength(2);
  });

  it('take at most half of what the browser grants', async () => {
    const opfs = new FakeOpfs();
    opfs.quota = 6 * FILE_BYTES;
    const disk = await opened(opfs);
    await write(disk, place, [1, 2, 3, 4]);
    expect(disk.report()).toMatchObject({ bytes: 3 * FILE_BYTES, limitBytes: 3 * FILE_BYTES });
  });

  it('stop with a reason where the browser gives no space, leave no piece behind, and are tried again later', async () => {
    const opfs = new FakeOpfs();
    opfs.space = FILE_BYTES;
    const disk = await opened(opfs);
    await write(disk, place, [1, 2, 3]);
    expect(disk.report()).toMatchObject({ bytes: FILE_BYTES, problem: 'no-space' });
    expect(stored(opfs)).toHaveLength(1);
    opfs.space = Infinity;
    await disk.allow(2 ** 20);
    await write(disk, place, [2]);
    expect(disk.report()).toMatchObject({ bytes: 2 * FILE_BYTES, problem: null });
  });

  it('are all deleted on request', async () => {
    const opfs = new FakeOpfs();
    const disk = await opened(opfs);
    await write(disk, place, [1, 2]);
    await disk.deleteAll();
    expect(disk.report()).toMatchObject({ bytes: 0, problem: null });
    expect(stored(opfs)).toEqual([]);
    expect(await disk.shelf(place).read('volume', 1)).toBeNull();
    await disk.deleteAll();
    expect(disk.report().problem).toBeNull();
  });

  it('are left alone while another tab has them open or has deleted them', async () => {
    const opfs = new FakeOpfs();
    const disk = await opened(opfs);
    await write(disk, place, [1, 2]);
    const [[first], [second]] = stored(opfs);
    opfs.locked.add(first);
    opfs.files.delete(second);
    expect(await disk.shelf(place).read('volume', 1)).toBeNull();
    expect(await disk.shelf(place).read('volume', 2)).toBeNull();
    expect(disk.report()).toMatchObject({ bytes: FILE_BYTES, damaged: 0, problem: null });
    opfs.locked.clear();
    expect(await disk.shelf(place).read('volume', 1)).toEqual(features(1));
  });

  it('are neither made nor missed where they are not wanted', async () => {
    const opfs = new FakeOpfs();
    await write(await opened(opfs, null), place, [1]);
    expect(opfs.files.size).toBe(0);
  });

  it.each([
    ['that has no file system', undefined],
    [
      'that refuses it',
      {
        getDirectory: () => Promise.reject(new DOMException('private', 'SecurityError')),
        estimate: async () => ({}),
      },
    ],
  ])('are not kept by a browser %s, which is said and harms nothing', async (_, storage) => {
    const disk = await FeatureDisk.open(storage);
    await disk.allow(2 ** 20);
    await write(disk, place, [1]);
    expect(await disk.shelf(place).read('volume', 1)).toBeNull();
    await disk.deleteAll();
    expect(disk.report()).toMatchObject({ bytes: 0, problem: 'no-storage' });
  });
});

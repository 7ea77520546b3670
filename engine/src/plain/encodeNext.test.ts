import { cellModel } from '../../test-support/fakePlainModel';
import {
  encodeNext,
  PreparedVolume,
  PropagationJob,
  type FeatureShelf,
  type Features,
  type PlainModel,
  type Volume,
} from '../index';

const SIDE = 32;
const SLICES = 9;
/** Two channels on 8 × 8 cells. */
const BYTES = 512;

/** @param other changes one voxel */
function volume({ modality = 'MR', lowest = 0, other = 0 } = {}): Volume {
  const data = Int16Array.from({ length: SIDE * SIDE * SLICES }, (_, p) => (p % 7 === 0 ? lowest : 100));
  data[5] += 7 * other;
  return {
    geometry: {
      columns: SIDE,
      rows: SIDE,
      slices: SLICES,
      spacing: [1, 1, 1],
      direction: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      origin: [0, 0, 0],
      slicePositions: Array.from({ length: SLICES }, (_, z) => z),
    },
    data,
    modality,
  };
}

const prepare = (model: PlainModel, series = volume()) => new PreparedVolume(series, model.entry.preprocess);

/** Slices that a step made ready, found by what is in the store before and after. */
async function steps(model: PlainModel, prepared: PreparedVolume, viewed: readonly number[]) {
  const has = () => {
    const known = model.network.volumeOf(prepared.likelySource()!);
    return Array.from({ length: SLICES }, (_, slice) => slice).filter((slice) => known.has(slice));
  };
  const made: number[][] = [];
  for (const slice of viewed) {
    const before = has();
    await encodeNext(model, prepared, slice);
    made.push(has().filter((one) => !before.includes(one)));
  }
  return made.flat();
}

describe('encodeNext', () => {
  it('goes outward from the slice in view, wherever that is by now, to the end of the volume', async () => {
    const model = cellModel();
    const prepared = prepare(model);
    expect(await steps(model, prepared, [4, 4, 4, 0, 0, 0])).toEqual([4, 5, 3, 0, 1, 2]);
    expect(await encodeNext(model, prepared, 8)).toEqual({
      ...{ state: 'more', ready: 7, total: SLICES, bytes: 7 * BYTES, encoded: 7, fromShelf: 0 },
    });
    await encodeNext(model, prepared, 8);
    await encodeNext(model, prepared, 8);
    expect(await encodeNext(model, prepared, 8)).toMatchObject({ state: 'complete', ready: SLICES });
    expect(model.encoded()).toBe(SLICES);
  });

  it('stops at the bound, and goes on around another slice by dropping the farthest', async () => {
    const model = cellModel();
    model.network.store.limit(3 * BYTES);
    const prepared = prepare(model);
    await steps(model, prepared, [1, 1, 1]);
    expect(await encodeNext(model, prepared, 1)).toMatchObject({ state: 'full', ready: 3, bytes: 3 * BYTES });
    expect(model.encoded()).toBe(3);
    expect(await steps(model, prepared, [7, 7, 7, 7])).toEqual([7, 8, 6]);
    expect(await encodeNext(model, prepared, 7)).toMatchObject({ state: 'full', ready: 3, encoded: 6 });
  });

  it('leaves a run nothing to encode, whatever the label', async () => {
    const model = cellModel();
    const prepared = prepare(model);
    while ((await encodeNext(model, prepared, 4))?.state === 'more');
    const mask = new Uint8Array(SIDE * SIDE).fill(1, 0, 200);
    for (const slice of [2, 6]) {
      const segment = { supports: [{ slice, mask }], slices: [3, 4, 5], atLeast: { low: 0, high: 8 } };
      const job = new PropagationJob(model, prepared, [segment]);
      while (!job.done) await job.advance();
    }
    expect(model.encoded()).toBe(SLICES);
  });

  it('waits for a drawing where the object decides on the grey values', async () => {
    const model = cellModel();
    const [soft] = model.entry.preprocess.ctWindows;
    const lung = { name: 'lung', low: -1000, high: 0, objectBelow: -200 };
    const preprocess = { ...model.entry.preprocess, ctWindows: [lung, soft] };
    const prepared = new PreparedVolume(volume({ modality: 'CT', lowest: -1000 }), preprocess);
    expect(await encodeNext(model, prepared, 4)).toBeNull();
    const source = prepared.sourceWith(Int16Array.of(40, 50, 60));
    expect(await encodeNext(model, prepared, 4)).toMatchObject({ ready: 1 });
    expect(model.network.volumeOf(source).ready).toBe(1);
  });

  it('takes from the shelf what is there, by grey values and slice, and puts there what is not', async () => {
    const shelf = new Map<string, Features>();
    const kept: FeatureShelf = {
      read: async (name, slice) => shelf.get(`${name} ${slice}`) ?? null,
      write: async (name, slice, features) => void shelf.set(`${name} ${slice}`, features),
    };
    const [first, second] = [cellModel(), cellModel()];
    first.network.shelf = kept;
    second.network.shelf = kept;
    const prepared = prepare(first);
    await steps(first, prepared, [4, 4, 4]);
    expect(shelf.size).toBe(3);
    expect(await encodeNext(second, prepare(second), 4)).toMatchObject({ encoded: 0, fromShelf: 1 });
    // Another voxel somewhere is another volume.
    const other = prepare(second, volume({ other: -1 }));
    expect(await encodeNext(second, other, 4)).toMatchObject({ encoded: 1, fromShelf: 0 });
  });

  it('puts on a shelf that comes later what was made before, one slice a step', async () => {
    const model = cellModel();
    const prepared = prepare(model);
    while ((await encodeNext(model, prepared, 4))?.state === 'more');
    const written: number[] = [];
    model.network.shelf = { read: async () => null, write: async (_, slice) => void written.push(slice) };
    expect(await encodeNext(model, prepared, 4)).toMatchObject({ state: 'complete' });
    expect(written).toEqual([]);
    model.network.volumeOf(prepared.likelySource()!).offerToShelf();
    expect(await encodeNext(model, prepared, 4)).toMatchObject({ state: 'more' });
    expect(written).toHaveLength(1);
    while ((await encodeNext(model, prepared, 4))?.state === 'more');
    expect(new Set(written).size).toBe(SLICES);
    expect(model.encoded()).toBe(SLICES);
  });

  it('finds a volume again by its name while its features had room, with what was done for it', async () => {
    const model = cellModel();
    const named = (name?: string) => new PreparedVolume(volume(), model.entry.preprocess, name);
    while ((await encodeNext(model, named('a'), 4))?.state === 'more');
    model.network.leaveVolumes();
    model.network.store.limit((SLICES + 2) * BYTES);
    expect(await encodeNext(model, named('b'), 4)).toMatchObject({ ready: 1, bytes: BYTES, encoded: 1 });
    expect(await encodeNext(model, named(), 4)).toMatchObject({ ready: 1, encoded: 1 });
    model.network.leaveVolumes();
    const again = { state: 'complete', ready: SLICES, bytes: SLICES * BYTES, encoded: SLICES };
    expect(await encodeNext(model, named('a'), 4)).toMatchObject(again);
    expect(model.encoded()).toBe(SLICES + 2);
    model.network.forgetVolumes();
    expect(await encodeNext(model, named('a'), 4)).toMatchObject({ ready: 1, encoded: 1 });
  });

  it('forgets everything when it is told to', async () => {
    const model = cellModel();
    await steps(model, prepare(model), [1, 1]);
    model.network.forgetVolumes();
    expect(model.network.store.bytes).toBe(0);
  });
});

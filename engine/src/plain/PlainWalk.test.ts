import { cellModel } from '../../test-support/fakePlainModel';
import {
  PreparedVolume,
  PropagationJob,
  propagate,
  segmentAcross,
  type JobSlice,
  type SliceResult,
  type Volume,
} from '../index';

const COLUMNS = 64;

/** A bright square on slices 2..7 that moves by one cell a slice; a brighter one of another grey beside it. */
function volume(shift = 0): { volume: Volume; truth: Uint8Array[] } {
  const slices = 12;
  const data = new Int16Array(COLUMNS * COLUMNS * slices).fill(20);
  const truth = Array.from({ length: slices }, (_, z) => {
    const mask = new Uint8Array(COLUMNS * COLUMNS);
    if (z < 2 || z > 7) return mask;
    for (let y = 16; y < 32; y++) {
      for (let x = 0; x < 16; x++) {
        const place = y * COLUMNS + x + 8 * ((z + shift) % 3);
        mask[place] = 1;
        data[z * COLUMNS * COLUMNS + place] = 100;
        data[(z * COLUMNS + y + 24) * COLUMNS + x] = 180;
      }
    }
    return mask;
  });
  return {
    volume: {
      geometry: {
        columns: COLUMNS,
        rows: COLUMNS,
        slices,
        spacing: [1, 1, 3],
        direction: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        origin: [0, 0, 0],
        slicePositions: Array.from({ length: slices }, (_, z) => 3 * z),
      },
      data,
      modality: 'MR',
    },
    truth,
  };
}

function dice(a: Uint8Array, b: ArrayLike<number>): number {
  let both = 0;
  let total = 0;
  a.forEach((v, p) => {
    both += v && b[p] ? 1 : 0;
    total += v + (b[p] ? 1 : 0);
  });
  return total ? (2 * both) / total : 1;
}

async function all(results: AsyncGenerator<SliceResult>): Promise<SliceResult[]> {
  const out: SliceResult[] = [];
  for await (const result of results) out.push(result);
  return out.sort((a, b) => a.slice - b.slice);
}

describe('a plain model', () => {
  it('fills every slice by itself through the same calls as a chain', async () => {
    const { volume: series, truth } = volume();
    const supports = [{ slice: 4, mask: truth[4] }];
    const found = await all(propagate(cellModel(), { volume: series, supports, iterates: true }));
    expect(found.map((r) => r.slice)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]);
    for (const { slice, mask, status, scores, iterates } of found) {
      const there = slice >= 2 && slice <= 7;
      expect(status).toBe(there ? 'propagated' : slice > 9 ? 'beyond-end' : 'absent');
      if (slice > 9) continue;
      expect(dice(mask, truth[slice])).toBeGreaterThan(0.85);
      expect(scores.presence).toBeGreaterThanOrEqual(0);
      expect(scores).not.toHaveProperty('way');
      const { planes, size } = iterates!();
      expect(Object.keys(planes)).toEqual(['query', 'u0', 'u1', 'v1', 'entropy']);
      expect(planes['u1'].data).toHaveLength(size ** 2);
    }
  });

  it('encodes each slice once, whatever the number of supports and segments', async () => {
    const { volume: series, truth } = volume();
    const model = cellModel();
    const prepared = new PreparedVolume(series, model.entry.preprocess);
    const supports = [3, 6].map((slice) => ({ slice, mask: truth[slice] }));
    const slices = [0, 1, 2, 4, 5, 7, 8, 9, 10, 11];
    const segments = [
      { supports, slices },
      { supports: [supports[0]], slices },
    ];
    const job = new PropagationJob(model, prepared, segments);
    const found: JobSlice[] = [];
    while (!job.done) found.push(...(await job.advance()));
    expect(found).toHaveLength(2 * slices.length);
    expect(model.encoded()).toBe(10); // not the two beyond two refusals
  });

  it("goes on to the user's own end where presence says no", async () => {
    const { volume: series, truth } = volume();
    const model = cellModel();
    const refusing = { ...model.entry.stop, threshold: 2 };
    const strict = { ...model, entry: { ...model.entry, stop: refusing } };
    const prepared = new PreparedVolume(series, model.entry.preprocess);
    const segment = {
      supports: [{ slice: 4, mask: truth[4] }],
      slices: [5, 6, 7, 8, 9],
      atLeast: { high: 6 },
    };
    const job = new PropagationJob(strict, prepared, [segment]);
    const found: JobSlice[] = [];
    while (!job.done) found.push(...(await job.advance()));
    expect(found.map((r) => r.status)).toEqual([
      'propagated',
      'propagated',
      'absent',
      'absent',
      'beyond-end',
    ]);
  });

  it.each([
    ['sections', [2, 3, 4, 5, 6, 7]],
    ['shots', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ] as const)('segments another volume by drawn slices of a reference: %s', async (protocol, slices) => {
    const model = cellModel();
    const [reference, query] = [volume(), volume(1)];
    const prepare = (v: Volume) => new PreparedVolume(v, model.entry.preprocess);
    const drawn = [7, 3].map((slice) => ({ slice, mask: reference.truth[slice] }));
    const head = jest.spyOn(model.network, 'head');
    const seen: number[] = [];
    for await (const { slice, soft } of segmentAcross(
      model,
      prepare(reference.volume),
      drawn,
      prepare(query.volume),
      slices,
      protocol,
    )) {
      seen.push(slice);
      expect(
        dice(
          query.truth[slice],
          soft.map((u) => (u > 0.5 ? 1 : 0)),
        ),
      ).toBeGreaterThan(0.85);
    }
    expect(seen).toEqual(slices);
    const supports = head.mock.calls.map(([, support]) => support);
    expect(new Set(supports).size).toBe(protocol === 'sections' ? 2 : 1);
    expect(supports.map((s) => s.shots.length)).toEqual(slices.map(() => (protocol === 'sections' ? 1 : 2)));
    if (protocol === 'sections') {
      // Slices 2-4 by drawn slice 3, whose object begins in the first column of cells, the others by slice 7.
      const columns = supports.map(({ shots }) => shots[0].cells.indexOf(1) % 8);
      expect(columns).toEqual([0, 0, 0, 1, 1, 1]);
    }
  });
});

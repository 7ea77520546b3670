import { brightnessModel, drivingVolume, fakeEntry } from '../../test-support/fakeModel';
import { cellModel } from '../../test-support/fakePlainModel';
import {
  CancelledError,
  planSlices,
  propagate,
  validateRequest,
  type PropagationModel,
  type PropagationRequest,
  type SliceResult,
} from '../index';

const collect = async (
  request: PropagationRequest,
  model: PropagationModel = brightnessModel(),
): Promise<SliceResult[]> => {
  const out: SliceResult[] = [];
  for await (const r of propagate(model, request)) out.push(r);
  return out;
};

const area = (mask: Uint8Array) => mask.reduce((a, b) => a + b, 0);

function dice(a: Uint8Array, b: Uint8Array): number {
  const both = a.reduce((n, v, p) => n + (v && b[p] ? 1 : 0), 0);
  return (2 * both) / (area(a) + area(b));
}

describe('propagate', () => {
  const { volume, truth } = drivingVolume(14, 3, 10);
  const one = { volume, supports: [{ slice: 6, mask: truth[6] }] };

  it('yields every slice but the support once, outward, in an order that repeats', async () => {
    const first = await collect(one);
    const slices = first.map((r) => r.slice);
    expect(slices).toHaveLength(planSlices(one));
    expect(new Set(slices).size).toBe(13);
    expect(slices).not.toContain(6);
    expect(slices.slice(0, 4)).toEqual([7, 5, 8, 4]);
    expect((await collect(one)).map((r) => [r.slice, r.status, area(r.mask)])).toEqual(
      first.map((r) => [r.slice, r.status, area(r.mask)]),
    );
  });

  it('follows the object and stops where it stops', async () => {
    for (const r of await collect(one)) {
      if (r.slice >= 3 && r.slice <= 10) {
        expect([r.slice, r.status]).toEqual([r.slice, 'propagated']);
        expect(dice(r.mask, truth[r.slice])).toBeGreaterThan(0.9);
      } else {
        expect(area(r.mask)).toBe(0);
        expect(['absent', 'beyond-end']).toContain(r.status);
      }
    }
    const ends = (await collect(one)).filter((r) => r.status === 'beyond-end').map((r) => r.slice);
    expect(ends.sort((a, b) => a - b)).toEqual([0, 1, 12, 13]);
  });

  it('does not end at a single refusal: one bad slice is bridged', async () => {
    const bad = drivingVolume(14, 3, 10);
    const model = brightnessModel(fakeEntry());
    const step = model.network.step.bind(model.network);
    let calls = 0;
    model.network.step = async (...args) => {
      const answer = await step(...args);
      return ++calls === 3 ? { ...answer, presence: -9 } : answer;
    };
    const results = await collect(
      { volume: bad.volume, supports: [{ slice: 6, mask: bad.truth[6] }] },
      model,
    );
    expect(results.find((r) => r.slice === 8)).toMatchObject({ status: 'propagated' });
    expect(results.find((r) => r.slice === 9)).toMatchObject({ status: 'propagated' });
  });

  it('fuses both sides between two supports and yields each slice once', async () => {
    const two = { volume, supports: [4, 9].map((slice) => ({ slice, mask: truth[slice] })) };
    const results = await collect(two);
    expect(results).toHaveLength(12);
    for (const z of [5, 6, 7, 8]) {
      const r = results.find((x) => x.slice === z)!;
      expect(dice(r.mask, truth[z])).toBeGreaterThan(0.9);
    }
  });

  it('has a rule of its own beyond several drawn slices', async () => {
    const { stop } = fakeEntry();
    const model = () => brightnessModel(fakeEntry({ stop: { ...stop, several: { bias: -9, terms: [] } } }));
    const found = (results: SliceResult[]) =>
      results.flatMap((r) => (r.status === 'propagated' ? [r.slice] : [])).sort((x, y) => x - y);
    expect(found(await collect(one, model()))).toEqual([3, 4, 5, 7, 8, 9, 10]);
    const two = { volume, supports: [5, 8].map((slice) => ({ slice, mask: truth[slice] })) };
    expect(found(await collect(two, model()))).toEqual([6, 7]);
  });

  it('fills only the range, and walks to it from a support outside', async () => {
    const results = await collect({ ...one, range: [8, 9] });
    expect(results.map((r) => r.slice)).toEqual([8, 9]);
    expect(dice(results[1].mask, truth[9])).toBeGreaterThan(0.9);
  });

  it('steps over slices without the object and leaves them out', async () => {
    const results = await collect({ ...one, range: [5, 9], empty: [8] });
    expect(results.map((r) => r.slice)).toEqual([7, 5, 9]);
    expect(planSlices({ ...one, range: [5, 9], empty: [8] })).toBe(3);
    // Made from slice 7 at twice the distance.
    const through = (await collect({ ...one, range: [9, 9] }))[0];
    expect(results[2].scores.agreement).toBeLessThan(through.scores.agreement);
  });

  it('leaves out slices that are kept, and walks through them', async () => {
    const request = { ...one, range: [5, 9] as const };
    const results = await collect({ ...request, kept: [8] });
    expect(results.map((r) => r.slice)).toEqual([7, 5, 9]);
    expect(planSlices({ ...request, kept: [8] })).toBe(3);
    const through = (await collect(request)).find((r) => r.slice === 9)!;
    expect([results[2].mask, results[2].scores]).toEqual([through.mask, through.scores]);
  });

  it("goes on to the user's ends where the model would have stopped", async () => {
    const never = { bias: -9, terms: [] };
    const { stop } = fakeEntry();
    const model = () => brightnessModel(fakeEntry({ stop: { ...stop, presence: never } }));
    const found = (results: SliceResult[]) =>
      results.flatMap((r) => (r.status === 'propagated' ? [r.slice] : [])).sort((x, y) => x - y);
    expect(found(await collect(one, model()))).toEqual([]);
    expect(found(await collect({ ...one, atLeast: { low: 4, high: 8 } }, model()))).toEqual([4, 5, 7, 8]);
    expect(found(await collect({ ...one, atLeast: { high: 7 } }, model()))).toEqual([7]);
  });

  it('encodes a slice of a volume once, however many segments ask for it one after the other', async () => {
    const model = cellModel();
    for (const slice of [4, 6, 8]) {
      await collect({ volume, supports: [{ slice, mask: truth[slice] }], range: [4, 8] }, model);
    }
    expect(model.encoded()).toBe(5);
    // The same voxels under another model, or another volume under the same one.
    const other = cellModel();
    await collect({ ...one, range: [4, 8] }, other);
    expect([model.encoded(), other.encoded()]).toEqual([5, 5]);
    await collect({ ...one, volume: drivingVolume(14, 3, 10).volume, range: [4, 8] }, model);
    expect(model.encoded()).toBe(10);
  });

  it('stops within one slice when cancelled; what was yielded stays', async () => {
    const controller = new AbortController();
    const got: number[] = [];
    await expect(
      (async () => {
        for await (const r of propagate(brightnessModel(), one, { signal: controller.signal })) {
          got.push(r.slice);
          if (got.length === 3) controller.abort();
        }
      })(),
    ).rejects.toThrow(CancelledError);
    expect(got).toHaveLength(3);
  });

  it.each([
    ['nothing drawn', { supports: [] }, /Nothing is drawn/],
    ['an empty mask', { supports: [{ slice: 6, mask: new Uint8Array(1200) }] }, /slice 6 is empty/],
    [
      'a mask of another grid',
      { supports: [{ slice: 6, mask: new Uint8Array(9).fill(1) }] },
      /9 pixels, the image 40 × 30/,
    ],
    ['a slice outside', { supports: [{ slice: 99, mask: truth[6] }] }, /slice 99 is outside/],
    ['a range outside', { range: [5, 20] as const }, /range 5 to 20/],
    [
      'every slice drawn',
      { supports: truth.map((_, slice) => ({ slice, mask: truth[6] })) },
      /drawn already/,
    ],
    ['an empty slice outside', { empty: [3, 14] }, /Slice 14, .*outside the series \(0 to 13\)/],
    ['a drawn slice as empty', { empty: [3, 6] }, /Slice 6 is drawn and cannot be without the object/],
    ['a kept slice as empty', { kept: [4], empty: [4] }, /Slice 4 is kept as it is and cannot be/],
    ['an end outside', { atLeast: { low: 2, high: 14 } }, /cannot go on to slice 14, .*\(0 to 13\)/],
    [
      'every slice drawn, kept or empty',
      { range: [5, 8] as const, empty: [5, 7], kept: [8] },
      /drawn, kept as it is or without the object: there is nothing left/,
    ],
    ['a slice given twice', { supports: [6, 6].map((slice) => ({ slice, mask: truth[6] })) }, /twice/],
    ['an incomplete volume', { volume: { ...volume, data: new Int16Array(7) } }, /incomplete/],
  ])('refuses %s with a sentence', (_, change, sentence) => {
    expect(() => validateRequest({ ...one, ...change })).toThrow(sentence);
  });
});

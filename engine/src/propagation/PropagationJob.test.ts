import { brightnessModel, drivingVolume, fakeEntry } from '../../test-support/fakeModel';
import {
  patchOf,
  PreparedVolume,
  PropagationJob,
  UserError,
  type JobSlice,
  type SegmentRequest,
} from '../index';

const { volume, truth } = drivingVolume(14, 3, 10);
const entry = fakeEntry();
const prepared = new PreparedVolume(volume, entry.preprocess);
const every = Array.from({ length: 14 }, (_, z) => z);

const jobOf = (segments: readonly SegmentRequest[], model = brightnessModel(entry), iterates = false) =>
  new PropagationJob(model, prepared, segments, { iterates });

async function finish(job: PropagationJob, steps = Infinity): Promise<JobSlice[]> {
  const out: JobSlice[] = [];
  for (let n = 0; n < steps && !job.done; n++) out.push(...(await job.advance()));
  return out;
}

/** The rectangle of `truth`, cut to a half: two objects that touch. */
function half(slice: number, side: 'left' | 'right'): Uint8Array {
  const middle = 12 + slice;
  return truth[slice].map((v, p) => (v && p % 40 < middle === (side === 'left') ? 1 : 0));
}

const area = (mask: Uint8Array) => mask.reduce((a, b) => a + b, 0);
const both = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, v, p) => sum + (v && b[p] ? 1 : 0), 0);
const comparable = ({ segment, slice, status, mask, scores }: JobSlice) => ({
  segment,
  slice,
  status,
  voxels: mask.join(''),
  scores,
});

describe('a job', () => {
  const one = [{ supports: [{ slice: 6, mask: truth[6] }], slices: every }];

  it('goes on after a pause as if there had been none', async () => {
    const whole = await finish(jobOf(one));
    const job = jobOf(one);
    const first = await finish(job, 5);
    expect(job.done).toBe(false);
    const rest = await finish(job);
    expect([...first, ...rest].map(comparable)).toEqual(whole.map(comparable));
    expect(first.length).toBeGreaterThan(0);
    expect(whole).toHaveLength(job.planned);
  });

  it('fills only the wanted slices, with the same masks as a whole run, and walks no further', async () => {
    const whole = await finish(jobOf(one));
    const model = brightnessModel(entry);
    const step = jest.spyOn(model.network, 'step');
    const part = await finish(jobOf([{ ...one[0], slices: [8, 9] }], model));
    expect(part.map(comparable)).toEqual(whole.filter(({ slice }) => [8, 9].includes(slice)).map(comparable));
    expect(step).toHaveBeenCalledTimes(3);
  });

  it('takes two segments at a time and gives a voxel to one of them only', async () => {
    const segments = (['left', 'right'] as const).map((side) => ({
      supports: [{ slice: 6, mask: half(6, side) }],
      slices: every,
    }));
    const found = await finish(jobOf(segments));
    expect(found).toHaveLength(26);
    expect(found.slice(0, 4).map(({ segment, slice }) => [segment, slice])).toEqual([
      [0, 7],
      [0, 5],
      [1, 7],
      [1, 5],
    ]);
    // Both see the same bright rectangle, so both want all of it: on a tie the first one has it.
    const [first, second] = [0, 1].map((segment) =>
      found.find((r) => r.segment === segment && r.slice === 7)!,
    );
    expect(area(first.mask)).toBeGreaterThan(40);
    expect(both(first.mask, second.mask)).toBe(0);
    expect(second.others).toEqual([{ segment: 0, mask: first.mask }]);
  });

  it('decides about voxels of a segment that it does not fill as if both were filled together', async () => {
    const asked = (['left', 'right'] as const).map((side) => ({
      supports: [{ slice: 6, mask: half(6, side) }],
      slices: every,
    }));
    const { columns, rows } = volume.geometry;
    /** What the two hold on slice 7 in the end. */
    const heldOn7 = (found: readonly JobSlice[]) => {
      const held: Uint8Array[] = [];
      for (const { segment, slice, mask, others } of found) {
        if (slice !== 7) continue;
        for (const other of others) held[other.segment] = other.mask;
        held[segment] = mask;
      }
      return held.map((mask) => mask.join(''));
    };
    /** One of the two has been found before and stands, surer or less sure than it was. */
    const afterwards = async (stands: number, share: number) => {
      const [before] = await finish(jobOf([{ ...asked[stands], slices: [7] }]));
      const soft = before.soft.map((value) => share * value);
      const standing = (slice: number) => (slice === 7 ? patchOf(soft, columns, rows) : null);
      const segments = asked.map((segment, n) =>
        n === stands ? { ...segment, slices: [], standing } : segment,
      );
      const job = jobOf(segments);
      expect(job.planned).toBe(13);
      return heldOn7(await finish(job));
    };
    const together = heldOn7(await finish(jobOf(asked)));
    // Both want all of it: on a tie the first one has it, whoever came first.
    expect(await afterwards(0, 1)).toEqual(together);
    expect(await afterwards(1, 1)).toEqual(together);
    // The first one stands but is less sure: all goes to the second one.
    const [first, second] = await afterwards(0, 0.9);
    expect(first).not.toContain('1');
    const [alone] = await finish(jobOf([{ ...asked[1], slices: [7] }]));
    expect(second).toBe(alone.mask.join(''));
    expect(area(alone.mask)).toBeGreaterThan(40);
  });

  it('never gives away a voxel that another segment has drawn', async () => {
    const segments = [
      { supports: [{ slice: 6, mask: truth[6] }], slices: every },
      { supports: [{ slice: 8, mask: half(8, 'right') }], slices: every },
    ];
    const found = await finish(jobOf(segments));
    const onDrawn = found.find((r) => r.segment === 0 && r.slice === 8)!;
    expect(both(onDrawn.mask, half(8, 'right'))).toBe(0);
    expect(both(onDrawn.mask, half(8, 'left'))).toBeGreaterThan(30);
  });

  it('goes on to the end that the user wants, and ends there', async () => {
    // The object fades: still bright enough for the network's mask, but presence says no beyond slice 10.
    const model = brightnessModel(entry);
    const step = model.network.step.bind(model.network);
    model.network.step = async (...args) => ({ ...(await step(...args)), presence: -9 });
    const stopped = await finish(jobOf(one, model));
    expect(stopped.every(({ status }) => status !== 'propagated')).toBe(true);
    const on = await finish(jobOf([{ ...one[0], atLeast: { high: 9 } }], model));
    const statuses = on
      .filter(({ slice }) => slice > 6)
      .map(({ slice, status }) => [slice, status] as const)
      .sort(([a], [b]) => a - b)
      .map(([, status]) => status);
    expect(statuses).toEqual([
      ...['propagated', 'propagated', 'propagated'],
      ...['absent', 'absent', 'beyond-end', 'beyond-end'],
    ]);
    expect(on.filter(({ slice }) => slice < 6).every(({ status }) => status !== 'propagated')).toBe(true);
  });

  it('says how sure the least sure slice of the way was', async () => {
    const model = brightnessModel(entry);
    const step = model.network.step.bind(model.network);
    const sure = [0.9, 0.7, 0.8];
    model.network.step = async (...args) => {
      const answer = await step(...args);
      const u = sure.shift()!;
      return { ...answer, probability: answer.probability.map((v) => (v > 0.5 ? u : 0)) };
    };
    const found = await finish(jobOf([{ ...one[0], slices: [7, 8, 9] }], model));
    const ways = found.map(({ scores }) => scores.way!);
    expect(ways[0]).toBeGreaterThan(0.8);
    expect(ways[1]).toBeLessThan(0.75);
    expect(ways[2]).toBe(ways[1]);
  });

  it('steps over slices without the object and leaves them out', async () => {
    const model = brightnessModel(entry);
    const step = jest.spyOn(model.network, 'step');
    const upward = { ...one[0], slices: [7, 8, 9], empty: [8] };
    const job = jobOf([upward], model);
    expect(job.planned).toBe(2);
    const found = await finish(job);
    expect(found.map(({ slice, status }) => [slice, status])).toEqual([
      [7, 'propagated'],
      [9, 'propagated'],
    ]);
    expect(step).toHaveBeenCalledTimes(2);
    // Made from slice 7 at twice the distance.
    const through = await finish(jobOf([{ ...one[0], slices: [9] }]));
    expect(found[1].scores.agreement).toBeLessThan(through[0].scores.agreement);
  });

  it('looks again from the last mask where a slice on the way is empty', async () => {
    const model = brightnessModel(entry);
    const step = model.network.step.bind(model.network);
    let calls = 0;
    model.network.step = async (...args) => {
      const answer = await step(...args);
      return ++calls === 1 ? { ...answer, probability: answer.probability.map(() => 0) } : answer;
    };
    const upward = [{ ...one[0], slices: [7, 8, 9], atLeast: { high: 9 } }];
    const found = await finish(jobOf(upward, model));
    expect(found.map(({ slice, status }) => [slice, status])).toEqual([
      [7, 'absent'],
      [8, 'propagated'],
      [9, 'propagated'],
    ]);
  });

  it('weighs two walks by millimetres where slices are unevenly spaced', async () => {
    // Slice 6 is one step from 5 and from 7, but far nearer to 7.
    const slicePositions = every.map((z) => (z < 6 ? 3 * z : 3 * z + 24));
    const uneven = { ...volume, geometry: { ...volume.geometry, slicePositions } };
    const model = brightnessModel(entry);
    const step = model.network.step.bind(model.network);
    model.network.step = async (planes, scalars, drawn) => {
      const answer = await step(planes, scalars, drawn);
      const [centimetres] = scalars;
      return { ...answer, probability: answer.probability.map((v) => (centimetres > 1 ? 0.8 * v : v)) };
    };
    const supports = [5, 7].map((slice) => ({ slice, mask: truth[slice] }));
    const job = new PropagationJob(model, new PreparedVolume(uneven, entry.preprocess), [
      { supports, slices: [6] },
    ]);
    const [{ soft }] = await finish(job);
    // 27 mm from one and 3 mm from the other, both trusted alike.
    expect(Math.max(...soft)).toBeCloseTo(0.1 * 0.8 + 0.9);
  });

  it('gives what a step saw and answered as pictures, when asked', async () => {
    const [first] = await finish(jobOf(one, undefined, true), 1);
    const { planes, size, frame } = first.iterates!();
    expect(Object.keys(planes)).toEqual(expect.arrayContaining(['query', 'prior', 'grey', 'u0', 'entropy']));
    expect(planes['u0'].data).toHaveLength(size * size);
    expect(Math.max(...planes['u0'].data)).toBe(255);
    // The support's rectangle is 12 × 8 at columns 12 to 23.
    expect([frame.cx, frame.cy]).toEqual([17.5, 11.5]);
    const [without] = await finish(jobOf(one), 1);
    expect(without.iterates).toBeUndefined();
  });

  it('refuses a support that does not fit before anything runs', () => {
    expect(() => jobOf([{ supports: [{ slice: 99, mask: truth[6] }], slices: every }])).toThrow(UserError);
  });
});

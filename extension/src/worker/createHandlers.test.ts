import {
  UserError,
  type JobSlice,
  type ModelManifest,
  type PlainModel,
  type Volume,
} from '@few-shot-lms/engine';
import { cellModel } from '../../../engine/test-support/fakePlainModel';
import { said } from '../said';
import { createHandlers, type HandlerSurroundings, type Job, type JobSegment } from './createHandlers';
import { FeatureDisk } from './FeatureDisk';
import type { PropagateEvent, WorkerReply } from './protocol';
import { serveCalls } from './serveCalls';

const entry = {
  id: 'model',
  title: 'Model',
  version: '1',
  files: {},
  modalities: [],
  licence: 'MIT',
  preprocess: { percentiles: [0, 100], hounsfieldBelow: -200, ctWindows: [] },
};
const manifest = { defaultModel: 'model', models: [entry] } as unknown as ModelManifest;

const volume = { geometry: {}, data: new Int16Array(4), modality: 'MR' } as unknown as Volume;
const facts = { studyKey: 'study', identity: [], featureBytes: 2 ** 20 };
/** Three slices of 4 × 4. */
const small: Volume = {
  geometry: {
    columns: 4,
    rows: 4,
    slices: 3,
    spacing: [1, 1, 1],
    direction: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    origin: [0, 0, 0],
    slicePositions: [0, 1, 2],
  },
  data: Int16Array.from({ length: 48 }, (_, p) => p),
  modality: 'MR',
};
const setup = { assetBase: 'http://viewer/' };

const plane = { low: 0, high: 1, data: new Uint8Array(4) };

function jobSlice(slice: number): JobSlice {
  return {
    slice,
    segment: 0,
    status: 'propagated',
    mask: Uint8Array.from([1, 0, 0, 1]),
    soft: new Float32Array(4),
    scores: { presence: 1, certainty: 1, agreement: 1, trust: 1 },
    milliseconds: { network: 1, other: 1 },
    others: [{ segment: 1, mask: Uint8Array.from([0, 1, 0, 0]) }],
    iterates: () => ({ frame: { cx: slice, cy: 0, sideX: 1, sideY: 1 }, size: 2, planes: { u0: plane } }),
  };
}

/** A job that gives one slice a step; `before` may throw, or count. */
function stepwise(
  slices: readonly number[],
  before: (slice: number) => void | Promise<void> = () => undefined,
): Job {
  let next = 0;
  return {
    get done() {
      return next >= slices.length;
    },
    async advance() {
      const slice = slices[next++];
      await before(slice);
      return [jobSlice(slice)];
    },
  };
}

function surroundings(
  createJob: NonNullable<HandlerSurroundings['createJob']>,
  webGpuWorks = false,
): HandlerSurroundings {
  return {
    readManifest: async () => manifest,
    probe: () => ({
      webGpuObstacle: async () => (webGpuWorks ? null : said('backend.reasons.noWebGpu')),
      createRuntime: (provider) => ({
        provider,
        threads: 1,
        createSession: () => Promise.reject(new Error('not used')),
      }),
      load: async (loadedEntry, runtime) =>
        ({
          entry: loadedEntry,
          provider: runtime.provider,
          threads: 1,
          selfTest: async () => ({ maxDifference: 0 }),
          release: async () => undefined,
        }) as never,
      crossOriginIsolated: true,
      now: () => 0,
    }),
    openDisk: () => FeatureDisk.open(undefined),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    createJob,
  };
}

/** A page that talks to the handlers and keeps every reply. */
function page(parts: HandlerSurroundings) {
  const replies: WorkerReply[] = [];
  const waiting = new Map<number, () => void>();
  const take = serveCalls(createHandlers(parts), (reply) => {
    replies.push(reply);
    if (reply.type !== 'event') waiting.get(reply.id)?.();
  });
  let id = 0;
  const send = (request: object) => {
    const mine = ++id;
    const ended = new Promise<WorkerReply>((resolve) =>
      waiting.set(mine, () => resolve(replies.find((reply) => reply.id === mine && reply.type !== 'event')!)),
    );
    take({ ...request, id: mine } as never);
    return { id: mine, ended };
  };
  return { send, take, replies };
}

const segments = ['a', 'b'].map((key) => ({ key, supports: [], slices: [1], standing: [] }));
const run = (token: string, continues?: string) => ({
  call: 'propagate',
  params: { volumeKey: 'v', token, segments, continues },
});
const ten = Array.from({ length: 10 }, (_, n) => n);

async function ready(parts: HandlerSurroundings) {
  const talk = page(parts);
  await talk.send({ call: 'loadModel', params: { setup, provider: 'auto' } }).ended;
  await talk.send({ call: 'setVolume', params: { key: 'v', volume, ...facts } }).ended;
  return talk;
}

/** The same with a model that encodes whole slices, and no volume yet. */
async function withModel(model: PlainModel) {
  const parts = surroundings(() => stepwise([1]));
  const talk = page({
    ...parts,
    readManifest: async () => ({ defaultModel: model.entry.id, models: [model.entry] }),
    probe: (where) => ({ ...parts.probe(where), load: async () => model }),
  });
  await talk.send({ call: 'loadModel', params: { setup, provider: 'auto' } }).ended;
  return talk;
}

function slicesIn(replies: readonly WorkerReply[]): number[] {
  return replies.flatMap((reply) => {
    if (reply.type !== 'event') return [];
    const event = reply.event as PropagateEvent;
    return event.type === 'slice' ? [event.result.slice] : [];
  });
}

/** Starts a run and cancels it after some slices. */
async function cancelAfter(talk: ReturnType<typeof page>, count: number, token: string) {
  const { id, ended } = talk.send(run(token));
  while (slicesIn(talk.replies).length < count) await new Promise((resolve) => setTimeout(resolve));
  talk.take({ call: 'cancel', id });
  expect(await ended).toMatchObject({ type: 'failed', error: { kind: 'cancelled' } });
  return slicesIn(talk.replies);
}

describe('the worker', () => {
  it('sends every slice under its segment’s name, without soft mask and iterates', async () => {
    const talk = await ready(surroundings(() => stepwise([1, 2])));
    expect((await talk.send(run('1')).ended).type).toBe('done');
    expect(slicesIn(talk.replies)).toEqual([1, 2]);
    const events = talk.replies.filter((reply) => reply.type === 'event');
    expect(events[0].event).toMatchObject({
      result: { segmentKey: 'a', others: [{ segmentKey: 'b', mask: Uint8Array.from([0, 1, 0, 0]) }] },
    });
    expect(JSON.stringify(talk.replies)).not.toMatch(/soft|iterates/);
  });

  it('hears a cancel between two steps, and goes on where it stopped', async () => {
    const made = jest.fn(() => stepwise(ten));
    const talk = await ready(surroundings(made));
    const first = await cancelAfter(talk, 2, 'one');
    expect(first.length).toBeLessThan(10);
    expect((await talk.send(run('two', 'one')).ended).type).toBe('done');
    expect(slicesIn(talk.replies)).toEqual(ten);
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('can be stopped and taken up again more than once', async () => {
    const talk = await ready(surroundings(() => stepwise(ten)));
    await cancelAfter(talk, 2, 'one');
    const { id, ended } = talk.send(run('two', 'one'));
    talk.take({ call: 'cancel', id });
    await ended;
    const before = slicesIn(talk.replies).length;
    // A run that was cancelled before it began leaves the paused one where it was.
    await talk.send(run('three', 'one')).ended;
    expect(slicesIn(talk.replies).slice(before)).toEqual(ten.slice(before));
  });

  it('starts anew when the paused run is another one, or its volume is gone', async () => {
    const made = jest.fn(() => stepwise(ten));
    const talk = await ready(surroundings(made));
    await cancelAfter(talk, 2, 'one');
    await talk.send(run('two', 'other')).ended;
    expect(slicesIn(talk.replies).slice(-10)).toEqual(ten);
    await cancelAfter(talk, slicesIn(talk.replies).length + 2, 'three');
    await talk.send({ call: 'setVolume', params: { key: 'v', volume, ...facts } }).ended;
    await talk.send(run('four', 'three')).ended;
    expect(slicesIn(talk.replies).slice(-10)).toEqual(ten);
    expect(made).toHaveBeenCalledTimes(4);
  });

  it('keeps what a slice was made of, whatever volume comes next', async () => {
    const talk = await ready(surroundings(() => stepwise([1, 2])));
    await talk.send(run('1')).ended;
    const ask = (slice: number, token = '1') => ({
      call: 'explain',
      params: { segmentKey: 'a', slice, token },
    });
    expect(await talk.send(ask(2)).ended).toMatchObject({
      result: { frame: { cx: 2 }, planes: { u0: plane } },
    });
    expect(await talk.send(ask(7)).ended).toMatchObject({ result: null });
    expect(await talk.send(ask(2, '2')).ended).toMatchObject({ result: null });
    await talk.send({ call: 'setVolume', params: { key: 'w', volume, ...facts } }).ended;
    expect(await talk.send(ask(2)).ended).toMatchObject({ result: { frame: { cx: 2 } } });
  });

  it('works out what waits before another volume comes: until then it holds the one before', async () => {
    const pictures = jest.fn(jobSlice(0).iterates!);
    const job = stepwise(ten);
    const createJob = () => ({
      get done() {
        return job.done;
      },
      advance: async () => (await job.advance()).map((slice) => ({ ...slice, iterates: pictures })),
    });
    const talk = await ready(surroundings(createJob));
    void talk.send(run('1'));
    await talk.send({ call: 'setVolume', params: { key: 'w', volume, ...facts } }).ended;
    expect(pictures).toHaveBeenCalledTimes(10);
  });

  it('does one call after the other', async () => {
    let inside = 0;
    let most = 0;
    const talk = await ready(
      surroundings(() =>
        stepwise([1], async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside--;
        }),
      ),
    );
    await Promise.all([talk.send(run('1')).ended, talk.send(run('2')).ended]);
    expect(most).toBe(1);
  });

  it('looks at the voxels ahead of the run, whichever comes first, the images or the model', async () => {
    const talk = page(surroundings(() => stepwise([1])));
    const data = jest.fn(() => new Int16Array(4));
    const watched = Object.defineProperty({ ...volume }, 'data', { get: data });
    const load = (modelId?: string) =>
      talk.send({ call: 'loadModel', params: { setup, modelId, provider: 'auto' } }).ended;
    const give = () =>
      talk.send({ call: 'setVolume', params: { key: 'v', volume: watched, ...facts } }).ended;
    await give();
    expect(data).not.toHaveBeenCalled();
    await load();
    expect(data).toHaveBeenCalledTimes(1);
    await give();
    expect(data).toHaveBeenCalledTimes(2);
    await talk.send(run('t')).ended;
    expect(data).toHaveBeenCalledTimes(2);
  });

  it('makes features for models that encode whole slices, of the volume that it holds, one slice a call', async () => {
    const next = (volumeKey: string) => ({ call: 'encodeNext', params: { volumeKey, viewed: 1 } });
    const chain = await ready(surroundings(() => stepwise([1])));
    expect(await chain.send(next('v')).ended).toMatchObject({ type: 'done', result: null });

    const model = cellModel();
    const talk = await withModel(model);
    const set = (key: string, featureBytes: number, studyKey = 'study') => ({
      call: 'setVolume',
      params: { key, studyKey, volume: small, identity: [key], featureBytes },
    });
    await talk.send(set('v', 2 * 512)).ended;
    expect(await talk.send(next('w')).ended).toMatchObject({ type: 'done', result: null });
    for (const state of ['more', 'more', 'full']) {
      expect(await talk.send(next('v')).ended).toMatchObject({ result: { state, total: 3, shelf: null } });
    }
    expect(model.encoded()).toBe(2);
    // Another series of the study leaves what there is room for.
    await talk.send(set('w', 2 * 512)).ended;
    expect(await talk.send(next('w')).ended).toMatchObject({ result: { ready: 1, bytes: 512, encoded: 1 } });
    await talk.send(set('v', 2 ** 20)).ended;
    expect(await talk.send(next('v')).ended).toMatchObject({ result: { ready: 2, bytes: 1024, encoded: 3 } });
    // One of another study leaves nothing.
    await talk.send(set('x', 2 ** 20, 'other study')).ended;
    expect(model.network.store.bytes).toBe(0);
    expect(await talk.send(next('x')).ended).toMatchObject({ result: { ready: 1, encoded: 1 } });
    await talk.send({ call: 'forgetFeatures', params: null }).ended;
    expect(model.network.store.bytes).toBe(0);
  });

  it('keeps the supports of a run in memory, however far from the view', async () => {
    const model = cellModel();
    const focus = jest.spyOn(model.network.store, 'focus');
    const talk = await withModel(model);
    const params = { ...facts, key: 'v', volume: small };
    await talk.send({ call: 'setVolume', params }).ended;
    const drawn = segments.map((segment, n) => ({
      ...segment,
      supports: [{ slice: 2 * n, runs: Uint32Array.of(0, 1) }],
    }));
    await talk.send({ call: 'propagate', params: { volumeKey: 'v', token: 't', segments: drawn } }).ended;
    expect(focus).toHaveBeenCalledWith({ supports: new Set([0, 2]) });
    // Who only stands on the slices of another is not encoded.
    const [, second] = drawn;
    const standing = [{ ...drawn[0], slices: [] }, second];
    await talk.send({ call: 'propagate', params: { volumeKey: 'v', token: 'u', segments: standing } }).ended;
    expect(focus).toHaveBeenLastCalledWith({ supports: new Set([2]) });
  });

  it('gives the drawn slices to the job as masks of the volume', async () => {
    const jobs: (readonly JobSegment[])[] = [];
    const talk = await ready(
      surroundings((_model, _volume, requested) => {
        jobs.push(requested);
        return stepwise([]);
      }),
    );
    await talk.send({ call: 'setVolume', params: { key: 'v', volume: small, ...facts } }).ended;
    const [first] = segments;
    const drawn = [{ ...first, supports: [{ slice: 1, runs: Uint32Array.of(0, 2, 15, 16) }] }];
    await talk.send({ call: 'propagate', params: { volumeKey: 'v', token: 't', segments: drawn } }).ended;
    const mask = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    expect(jobs).toMatchObject([[{ key: 'a', supports: [{ slice: 1, mask }] }]]);
  });

  it('starts over on WebAssembly when WebGPU fails in the middle, and says so', async () => {
    const talk = await ready(
      surroundings(
        (model) =>
          stepwise([1, 2], (slice) => {
            if (model.provider === 'webgpu' && slice === 2) throw new Error('device lost');
          }),
        true,
      ),
    );
    expect((await talk.send(run('1')).ended).type).toBe('done');
    expect(slicesIn(talk.replies)).toEqual([1, 1, 2]);
    const restarted = talk.replies.find(
      (reply) => reply.type === 'event' && (reply.event as PropagateEvent).type === 'restarted',
    );
    expect(JSON.stringify(restarted)).toContain('device lost');
  });

  it('loads another model even if the former one cannot be let go of', async () => {
    jest.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
    const parts = surroundings(() => stepwise([1]));
    const others = [entry, { ...entry, id: 'other' }];
    const talk = page({
      ...parts,
      readManifest: async () => ({ ...manifest, models: others }) as unknown as ModelManifest,
      probe: (where) => {
        const probe = parts.probe(where);
        const release = () => Promise.reject(new Error('device lost'));
        const load: typeof probe.load = async (...args) => ({ ...(await probe.load(...args)), release });
        return { ...probe, load };
      },
    });
    const load = (modelId: string) =>
      talk.send({ call: 'loadModel', params: { setup, modelId, provider: 'auto' } }).ended;
    await load('model');
    expect(await load('other')).toMatchObject({ type: 'done', result: { modelId: 'other' } });
  });

  it('hands sentences for the user through as they are', async () => {
    const talk = await ready(
      surroundings(() => {
        throw new UserError('The volume is empty: choose another series.');
      }),
    );
    expect(await talk.send(run('1')).ended).toMatchObject({
      error: { kind: 'user', message: 'The volume is empty: choose another series.' },
    });
  });

  it('does not start a call that was cancelled while it waited', async () => {
    const made = jest.fn(() => stepwise([1]));
    const talk = await ready(surroundings(made));
    const first = talk.send(run('1'));
    const second = talk.send(run('2'));
    talk.take({ call: 'cancel', id: second.id });
    await first.ended;
    expect(await second.ended).toMatchObject({ error: { kind: 'cancelled' } });
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('loads the first preferred model that the manifest has, its default where it has none of them', async () => {
    const models = ['first', 'second', 'third'].map((id) => ({ ...entry, id }));
    const listed = { defaultModel: 'first', models } as unknown as ModelManifest;
    const load = async (wish: object) => {
      const parts = surroundings(() => stepwise([]));
      const talk = page({ ...parts, readManifest: async () => listed });
      const reply = await talk.send({ call: 'loadModel', params: { setup, provider: 'auto', ...wish } })
        .ended;
      return 'result' in reply ? (reply.result as { modelId: string }).modelId : 'none';
    };
    expect(await load({ preferred: ['gone', 'third', 'second'] })).toBe('third');
    expect(await load({ preferred: ['gone'] })).toBe('first');
    expect(await load({ modelId: 'second', preferred: ['third'] })).toBe('second');
    expect(await load({ modelId: 'gone', preferred: ['third'] })).toBe('none');
  });

  it('lists the models of the manifest', async () => {
    const talk = page(surroundings(() => stepwise([])));
    expect(await talk.send({ call: 'listModels', params: { setup } }).ended).toMatchObject({
      result: {
        defaultModel: 'model',
        models: [{ id: 'model', title: 'Model', licence: 'MIT', modalities: entry.modalities, regions: [] }],
      },
    });
  });
});

it('keeps the probabilities of filled slices under the name of their run, whatever volume comes next', async () => {
  const soft = Float32Array.from([0, 0.2, 1, 0]);
  const jobs: (readonly JobSegment[])[] = [];
  const createJob: HandlerSurroundings['createJob'] = (_model, _volume, requested) => {
    jobs.push(requested);
    // The second segment's job finds nothing for the first one.
    const job = stepwise(jobs.length === 1 ? [3] : []);
    return {
      get done() {
        return job.done;
      },
      advance: async () => (await job.advance()).map((slice) => ({ ...slice, soft })),
    };
  };
  const flat = { ...volume, geometry: { columns: 2, rows: 2 } };
  const { send, replies } = page(surroundings(createJob));
  await send({ call: 'setVolume', params: { key: 'v', volume: flat } }).ended;
  await send({ call: 'loadModel', params: { setup, provider: 'auto' } }).ended;
  await send(run('run 1')).ended;
  const ask = async (token: string) => {
    const { id, ended } = send({
      call: 'softMasks',
      params: { wanted: [{ segmentKey: 'a', slice: 3, token }] },
    });
    await ended;
    const done = replies.find((reply) => reply.id === id);
    return done?.type === 'done' ? done.result : done;
  };
  expect(await ask('run 1')).toEqual([
    { left: 0, top: 0, width: 2, values: Uint8Array.from([0, 51, 255, 0]) },
  ]);
  expect(await ask('run 2')).toEqual([null]);
  // Another segment's job meets them there as the run found them, as long as they are known under that name.
  const meets = async (volumeKey: string, token: string) => {
    const stands = { ...segments[0], slices: [], standing: [{ slice: 3, token }] };
    const params = { volumeKey, token: 'run 3', segments: [stands, segments[1]] };
    await send({ call: 'propagate', params }).ended;
    const [{ standing }, other] = jobs.at(-1)!;
    return [standing!(3)?.data, standing!(2), other.standing!(3)];
  };
  expect(await meets('v', 'run 1')).toEqual([Float32Array.of(0, soft[1], 1, 0), null, null]);
  expect(await meets('v', 'run 2')).toEqual([undefined, null, null]);
  await send({ call: 'setVolume', params: { key: 'w', volume: flat } }).ended;
  expect(await ask('run 1')).toEqual([expect.objectContaining({ left: 0, width: 2 })]);
});

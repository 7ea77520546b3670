import { UserError, type JobSlice, type ModelManifest, type Volume } from '@few-shot-lms/engine';
import { createHandlers, type HandlerSurroundings, type Job } from './createHandlers';
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
      webGpuObstacle: async () => (webGpuWorks ? null : 'none here'),
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

const segments = ['a', 'b'].map((key) => ({ key, supports: [], slices: [] }));
const run = (token: string, continues?: string) => ({
  call: 'propagate',
  params: { volumeKey: 'v', token, segments, continues },
});
const ten = Array.from({ length: 10 }, (_, n) => n);

async function ready(parts: HandlerSurroundings) {
  const talk = page(parts);
  await talk.send({ call: 'loadModel', params: { setup, provider: 'auto' } }).ended;
  await talk.send({ call: 'setVolume', params: { key: 'v', volume } }).ended;
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
    await talk.send({ call: 'setVolume', params: { key: 'v', volume } }).ended;
    await talk.send(run('four', 'three')).ended;
    expect(slicesIn(talk.replies).slice(-10)).toEqual(ten);
    expect(made).toHaveBeenCalledTimes(4);
  });

  it('keeps what a slice was made of until another volume comes', async () => {
    const talk = await ready(surroundings(() => stepwise([1, 2])));
    await talk.send(run('1')).ended;
    const ask = (slice: number) => ({ call: 'explain', params: { segmentKey: 'a', slice } });
    expect(await talk.send(ask(2)).ended).toMatchObject({
      result: { frame: { cx: 2 }, planes: { u0: plane } },
    });
    expect(await talk.send(ask(7)).ended).toMatchObject({ result: null });
    await talk.send({ call: 'setVolume', params: { key: 'w', volume } }).ended;
    expect(await talk.send(ask(2)).ended).toMatchObject({ result: null });
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

  it('lists the models of the manifest', async () => {
    const talk = page(surroundings(() => stepwise([])));
    expect(await talk.send({ call: 'listModels', params: { setup } }).ended).toMatchObject({
      result: { defaultModel: 'model', models: [{ id: 'model', title: 'Model', licence: 'MIT' }] },
    });
  });
});

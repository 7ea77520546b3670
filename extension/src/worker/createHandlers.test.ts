import { UserError, type ModelManifest, type SliceResult, type Volume } from '@few-shot-lms/engine';
import { createHandlers, type HandlerSurroundings } from './createHandlers';
import type { PropagateEvent, WorkerReply } from './protocol';
import { serveCalls } from './serveCalls';

const manifest = {
  defaultModel: 'model',
  models: [{ id: 'model', title: 'Model', version: '1', files: {}, modalities: [], licence: 'MIT' }],
} as unknown as ModelManifest;

const volume = { geometry: {}, data: new Int16Array(4), modality: 'MR' } as unknown as Volume;
const setup = { assetBase: 'http://viewer/' };

function sliceResult(slice: number): SliceResult {
  return {
    slice,
    status: 'propagated',
    mask: Uint8Array.from([1, 0, 0, 1]),
    soft: new Float32Array(4),
    scores: { presence: 1, certainty: 1, agreement: 1, trust: 1 },
    milliseconds: { network: 1, other: 1 },
  };
}

function surroundings(propagate: HandlerSurroundings['propagate'], webGpuWorks = false): HandlerSurroundings {
  return {
    readManifest: async () => manifest,
    probe: () => ({
      webGpuObstacle: async () => (webGpuWorks ? null : 'none here'),
      createRuntime: (provider) => ({
        provider,
        threads: 1,
        createSession: () => Promise.reject(new Error('not used')),
      }),
      load: async (entry, runtime) =>
        ({
          entry,
          provider: runtime.provider,
          threads: 1,
          selfTest: async () => ({ maxDifference: 0 }),
          release: async () => undefined,
        }) as never,
      crossOriginIsolated: true,
      now: () => 0,
    }),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    propagate,
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

const job = { call: 'propagate', params: { volumeKey: 'v', supports: [], range: [0, 9] } };

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

describe('the worker', () => {
  it('sends every slice without the soft mask', async () => {
    const talk = await ready(
      surroundings(async function* () {
        yield sliceResult(1);
        yield sliceResult(2);
      }),
    );
    expect((await talk.send(job).ended).type).toBe('done');
    expect(slicesIn(talk.replies)).toEqual([1, 2]);
    expect(JSON.stringify(talk.replies)).not.toContain('soft');
  });

  it('hears a cancel between two slices', async () => {
    let produced = 0;
    const talk = await ready(
      surroundings(async function* () {
        for (let slice = 0; slice < 100; slice++) {
          produced++;
          yield sliceResult(slice);
        }
      }),
    );
    const { id, ended } = talk.send(job);
    setTimeout(() => talk.take({ call: 'cancel', id }));
    expect(await ended).toMatchObject({ type: 'failed', error: { kind: 'cancelled' } });
    expect(produced).toBeLessThan(10);
    expect((await talk.send(job).ended).type).toBe('done');
  });

  it('does one call after the other', async () => {
    let inside = 0;
    let most = 0;
    const talk = await ready(
      surroundings(async function* () {
        most = Math.max(most, ++inside);
        yield sliceResult(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
      }),
    );
    await Promise.all([talk.send(job).ended, talk.send(job).ended]);
    expect(most).toBe(1);
  });

  it('starts over on WebAssembly when WebGPU fails in the middle, and says so', async () => {
    const talk = await ready(
      surroundings(async function* (model) {
        yield sliceResult(1);
        if (model.provider === 'webgpu') throw new Error('device lost');
        yield sliceResult(2);
      }, true),
    );
    expect((await talk.send(job).ended).type).toBe('done');
    expect(slicesIn(talk.replies)).toEqual([1, 1, 2]);
    const restarted = talk.replies.find(
      (reply) => reply.type === 'event' && (reply.event as PropagateEvent).type === 'restarted',
    );
    expect(JSON.stringify(restarted)).toContain('device lost');
  });

  it('hands sentences for the user through as they are', async () => {
    const talk = await ready(
      // eslint-disable-next-line require-yield
      surroundings(async function* () {
        throw new UserError('The volume is empty: choose another series.');
      }),
    );
    expect(await talk.send(job).ended).toMatchObject({
      error: { kind: 'user', message: 'The volume is empty: choose another series.' },
    });
  });

  it('does not start a call that was cancelled while it waited', async () => {
    let runs = 0;
    const talk = await ready(
      surroundings(async function* () {
        runs++;
        yield sliceResult(1);
      }),
    );
    const first = talk.send(job);
    const second = talk.send(job);
    talk.take({ call: 'cancel', id: second.id });
    await first.ended;
    expect(await second.ended).toMatchObject({ error: { kind: 'cancelled' } });
    expect(runs).toBe(1);
  });
});

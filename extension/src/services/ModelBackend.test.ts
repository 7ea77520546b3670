import { CancelledError, UserError, type PropagationModel } from '@few-shot-lms/engine';
import type { BackendState } from '../state/sessionState';
import { COLUMNS, geometry, ROWS, series, SLICES } from '../testing/FakeHost';
import { fakeHandlers, type FakeHooks } from '../testing/fakeHandlers';
import { FakeWorker } from '../testing/FakeWorker';
import { texts } from '../texts';
import { WorkerStoppedError } from '../worker/WorkerClient';
import { ModelBackend } from './ModelBackend';

const onGraphicsCard = {
  provider: 'webgpu',
  entry: {
    id: 'model',
    files: {},
    preprocess: { percentiles: [0, 100], hounsfieldBelow: -200, ctWindows: [] },
  },
} as unknown as PropagationModel;

/** A backend that has a model and a volume. */
async function setUp(hooks: FakeHooks) {
  const states: BackendState['phase'][] = [];
  const createWorker = () => new FakeWorker(fakeHandlers(hooks));
  const backend = new ModelBackend(createWorker, 'http://viewer/', ({ phase }) => states.push(phase));
  await backend.ready();
  await backend.giveVolume({
    key: series.key,
    studyKey: series.studyKey,
    volume: { geometry, data: new Int16Array(ROWS * COLUMNS * SLICES), modality: 'MR' },
    identity: [],
    featureBytes: 0,
  });
  const run = (signal = new AbortController().signal) => {
    const supports = [{ slice: 0, runs: Uint32Array.of(0, 1) }];
    const segments = [{ key: 'a', supports, slices: [1, 2, 3], standing: [] }];
    const job = { volumeKey: series.key, token: 'run', segments, onEvent: () => undefined };
    return backend.propagate(job, signal);
  };
  return { backend, run, states };
}

it('loads the model again that a failed run has cost the worker', async () => {
  let loads = 0;
  const { backend, run, states } = await setUp({
    model: onGraphicsCard,
    load: () => {
      if (++loads === 2) throw new Error('no memory for another model');
    },
    before: () => {
      if (loads === 1) throw new Error('device lost');
    },
  });
  await expect(run()).rejects.toThrow(/no memory|device lost/);
  expect(backend.holdsVolume(series.key)).toBe(true);
  await backend.ready();
  expect(states.at(-1)).toBe('ready');
  await run();
  expect(loads).toBe(3);
});

it('asks for it anew after any failure, which is free where the worker still has it', async () => {
  let loads = 0;
  let broken = true;
  const { backend, run } = await setUp({
    load: () => void loads++,
    before: () => {
      if (broken) throw new Error('something else');
    },
  });
  await expect(run()).rejects.toThrow('something else');
  broken = false;
  await backend.ready();
  await run();
  expect(loads).toBe(1);
});

it('keeps what it knows when a run is cancelled', async () => {
  const abort = new AbortController();
  const { backend, run, states } = await setUp({ before: () => abort.abort() });
  await expect(run(abort.signal)).rejects.toThrow(CancelledError);
  const known = [...states];
  await backend.ready();
  expect(states).toEqual(known);
});

describe('while the model loads', () => {
  /** A worker that never gets there, or gets there at last. */
  function loading() {
    const states: BackendState[] = [];
    const workers: FakeWorker[] = [];
    const load = () => (workers.length === 1 ? new Promise<void>(() => undefined) : undefined);
    const createWorker = () => {
      const worker = new FakeWorker(fakeHandlers({ load }));
      workers.push(worker);
      return worker;
    };
    const backend = new ModelBackend(createWorker, 'http://viewer/', (state) => states.push(state));
    const ready = backend.ready();
    return { backend, ready, states, workers };
  }

  it('says in words that the worker has died, and starts another one', async () => {
    const { backend, ready, states, workers } = loading();
    jest.spyOn(console, 'error').mockImplementationOnce(() => undefined);
    workers[0].crash();
    await expect(ready).rejects.toEqual(new UserError(texts.problems.workerFailed));
    expect(states).toEqual([
      { phase: 'starting' },
      { phase: 'failed', message: texts.problems.workerFailed },
    ]);
    await backend.ready();
    expect(states.at(-1)).toMatchObject({ phase: 'ready' });
  });

  it('does not speak of a death where the worker is stopped on purpose', async () => {
    const { backend, ready, states } = loading();
    backend.stop();
    await expect(ready).rejects.toThrow(WorkerStoppedError);
    expect(states).toEqual([{ phase: 'starting' }, { phase: 'off' }]);
  });
});

it('counts a run as cancelled when the worker is stopped on purpose', async () => {
  const { backend, run, states } = await setUp({ before: () => backend.stop() });
  await expect(run()).rejects.toThrow(CancelledError);
  expect(states.at(-1)).toBe('off');
});

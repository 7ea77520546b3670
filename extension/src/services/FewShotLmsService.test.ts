import { CancelledError, type SliceResult } from '@few-shot-lms/engine';
import type { BackendReport, SessionState } from '../state/sessionState';
import { activeSliceStates, activeStrip, activeSupports } from '../state/selectors';
import { COLUMNS, FakeHost, ROWS, segment, series, SLICES } from '../testing/FakeHost';
import { FakeWorker } from '../testing/FakeWorker';
import { texts } from '../texts';
import type { CallHandlers } from '../worker/serveCalls';
import { FewShotLmsService } from './FewShotLmsService';

const report: BackendReport = {
  provider: 'wasm',
  reason: 'test',
  threads: 1,
  modelId: 'model',
  modelTitle: 'Model',
  modelVersion: '1',
  modelHashes: {},
  licence: 'MIT',
  modalities: ['MR'],
  selfTestDifference: 0,
  loadSeconds: 0,
};

const scores = { presence: 1, certainty: 0.9, agreement: 0.8, trust: 0.7 };

/** Fills each slice with a square that grows with the distance, one slice a tick. */
function handlers(hooks: { before?: (slice: number) => void | Promise<void> } = {}): CallHandlers {
  return {
    loadModel: async () => report,
    setVolume: async () => null,
    propagate: async ({ supports, range }, { signal, emit }) => {
      const [{ slice: from }] = supports;
      const order = [];
      for (let distance = 1; distance < SLICES; distance++) order.push(from + distance, from - distance);
      const locked = new Set(supports.map(({ slice }) => slice));
      for (const slice of order.filter((k) => k >= range[0] && k <= range[1] && !locked.has(k))) {
        await hooks.before?.(slice);
        if (signal.aborted) throw new CancelledError();
        emit({ type: 'slice', result: resultOn(slice) });
        await new Promise((resolve) => setTimeout(resolve));
      }
      return null;
    },
  };
}

function resultOn(slice: number): Pick<SliceResult, 'slice' | 'status' | 'mask' | 'scores' | 'milliseconds'> {
  const mask = new Uint8Array(ROWS * COLUMNS);
  const status = slice === SLICES - 1 ? 'absent' : 'propagated';
  if (status === 'propagated') for (let n = 0; n < 10 + slice; n++) mask[n] = 1;
  return { slice, status, mask, scores, milliseconds: { network: 1, other: 0 } };
}

interface Parts {
  readonly host: FakeHost;
  readonly service: FewShotLmsService;
  readonly workers: FakeWorker[];
}

function setUp(workerHandlers = handlers()): Parts {
  const host = new FakeHost();
  const workers: FakeWorker[] = [];
  const service = new FewShotLmsService({
    host,
    createWorker: () => {
      const worker = new FakeWorker(workerHandlers);
      workers.push(worker);
      return worker;
    },
    assetBase: 'http://viewer/plugins/',
    now: () => performance.now(),
  });
  service.enter();
  return { host, service, workers };
}

const roles = (state: SessionState) => activeSliceStates(state).map(({ role }) => role);
const counts = (host: FakeHost, label: number) =>
  host.planes.map((plane) => plane.reduce((sum, value) => sum + (value === label ? 1 : 0), 0));

function until(service: FewShotLmsService, condition: (state: SessionState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition(service.getSnapshot())) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = service.subscribe(look);
    look();
  });
}

beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => jest.restoreAllMocks());

describe('a propagation', () => {
  it('fills the empty slices, keeps the drawn one and other segments, and says how it went', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    host.draw(1, 2, 0, 0, 3);
    const drawn = Uint8Array.from(host.planes[2]);
    await service.propagate();
    expect(host.planes[2]).toEqual(drawn);
    expect(counts(host, 2)).toEqual([0, 9, 0, 0, 0, 0]);
    expect(counts(host, 1)).toEqual([10, 11 - 6, 4, 13, 14, 0]);
    const state = service.getSnapshot();
    expect(roles(state)).toEqual(['propagated', 'propagated', 'drawn', 'propagated', 'propagated', 'absent']);
    expect(state.run).toMatchObject({
      phase: 'done',
      summary: { done: 5, planned: 5, propagated: 4, absent: 1, leastTrusted: { trust: 0.7 } },
    });
    expect(host.shown).toBeGreaterThan(0);
    service.leave();
  });

  it('is one step in the viewer’s undo list, and comes back with redo', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    const before = host.planes.map((plane) => Uint8Array.from(plane));
    await service.propagate();
    const after = host.planes.map((plane) => Uint8Array.from(plane));
    expect(host.history).toHaveLength(1);
    host.history[0].undo();
    expect(host.planes).toEqual(before);
    await until(service, (state) => roles(state)[0] === 'empty');
    expect(service.getSnapshot().run.phase).toBe('undone');
    host.history[0].redo();
    expect(host.planes).toEqual(after);
    await until(service, (state) => roles(state)[0] === 'propagated');
    expect(service.getSnapshot().run.phase).toBe('done');
    service.leave();
  });

  it('keeps what was done when it is cancelled, and can be taken up again', async () => {
    const parts: Parts = setUp(
      handlers({ before: (slice) => (slice === 4 ? parts.service.cancel() : undefined) }),
    );
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(service.getSnapshot().run.phase).toBe('cancelled');
    const filled = counts(host, 1).filter((n) => n > 0).length;
    expect(filled).toBeGreaterThanOrEqual(3);
    expect(filled).toBeLessThan(5);
    expect(roles(service.getSnapshot())).toContain('empty');
    service.leave();
  });

  it('leaves a slice alone that is drawn on while it runs', async () => {
    const parts: Parts = setUp(
      handlers({ before: (slice) => (slice === 3 ? parts.host.draw(4, 1, 6, 6, 1) : undefined) }),
    );
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(counts(host, 1)[4]).toBe(1);
    expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { kept: 1 } });
    service.leave();
  });

  it('takes an edited slice as a support of the next run and replaces the others', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    host.draw(4, 1, 6, 6, 2);
    await until(service, (state) => activeSupports(state).length === 2);
    expect(activeSupports(service.getSnapshot()).map(({ slice, areaMm2 }) => [slice, areaMm2])).toEqual([
      [2, 8],
      [4, 36],
    ]);
    const corrected = Uint8Array.from(host.planes[4]);
    host.planes[0][40] = 0;
    await service.propagate();
    expect(host.planes[4]).toEqual(corrected);
    expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { planned: 4 } });
    expect(host.history).toHaveLength(1);
    service.leave();
  });

  it('reads the volume once for two runs of one series', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    await service.propagate();
    expect(host.volumesRead).toBe(1);
    service.leave();
  });

  it('shows what is still to come in the strip', async () => {
    let seen: string[] = [];
    const look = (slice: number) => {
      if (slice === 1) seen = activeStrip(parts.service.getSnapshot()).map(({ kind }) => kind);
    };
    const parts: Parts = setUp(handlers({ before: look }));
    const { service } = parts;
    parts.host.draw(2, 1, 3, 3, 2);
    await service.setRange({ from: 1, to: 5 });
    await service.propagate();
    expect(seen).toEqual(['waiting', 'waiting', 'drawn', expect.any(String), 'waiting', 'outside']);
    service.leave();
  });
});

describe('what can go wrong', () => {
  it.each([
    ['nothing drawn', () => undefined, texts.problems.nothingDrawn],
    [
      'a mask on every slice',
      (host: FakeHost) => host.planes.forEach((_, k) => host.draw(k, 1, 0, 0, 1)),
      texts.problems.allDrawn,
    ],
    [
      'a locked segment',
      (host: FakeHost) => {
        host.context_ = { kind: 'segment', series, segment: { ...segment, locked: true } };
      },
      texts.problems.locked('Liver'),
    ],
    [
      'no segment',
      (host: FakeHost) => {
        host.context_ = { kind: 'no-segment', series };
      },
      texts.problems.noSegment,
    ],
    [
      'no series',
      (host: FakeHost) => {
        host.context_ = { kind: 'no-series', reason: texts.problems.colour };
      },
      texts.problems.colour,
    ],
  ])('says so: %s', async (_name, prepare, sentence) => {
    const { host, service } = setUp();
    prepare(host);
    await service.propagate();
    expect(service.getSnapshot().problem).toBe(sentence);
    expect(service.getSnapshot().run.phase).toBe('idle');
    expect(host.history).toHaveLength(0);
    service.leave();
  });

  it('survives the death of the worker and goes on with a new one', async () => {
    const workers: FakeWorker[] = [];
    let crashed = false;
    const crashOnce = (slice: number) => {
      if (slice !== 1 || crashed) return;
      crashed = true;
      workers[0].crash();
    };
    const parts: Parts = setUp(handlers({ before: crashOnce }));
    workers.push(...parts.workers);
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    workers.push(...parts.workers);
    await service.propagate();
    const { run, backend } = service.getSnapshot();
    expect(run).toMatchObject({ phase: 'failed', message: texts.problems.workerFailed });
    expect(backend).toMatchObject({ phase: 'failed' });
    expect(counts(host, 1)[2]).toBe(4);
    expect(counts(host, 1)[3]).toBe(13);
    await service.propagate();
    expect(service.getSnapshot().run.phase).toBe('done');
    expect(parts.workers).toHaveLength(2);
    expect(host.volumesRead).toBe(2);
    service.leave();
  });

  it('stops when the segment is removed during the run', async () => {
    const parts: Parts = setUp(
      handlers({
        before: (slice) => {
          if (slice === 1) parts.host.segmentGone = true;
        },
      }),
    );
    parts.host.draw(2, 1, 3, 3, 2);
    await parts.service.propagate();
    expect(parts.service.getSnapshot().run).toMatchObject({
      phase: 'failed',
      message: texts.problems.segmentGone,
    });
    parts.service.leave();
  });

  it('keeps the reason when saving fails', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.save('store');
    const { saving } = service.getSnapshot();
    expect(saving.phase).toBe('failed');
    expect(saving).toMatchObject({ message: expect.stringContaining('no source images') });
    service.leave();
  });
});

describe('entering and leaving', () => {
  it('ends the worker and the watching, and keeps what is known of the segments', async () => {
    const { host, service, workers } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    service.leave();
    expect(host.listener).toBeUndefined();
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    expect(service.getSnapshot().backend.phase).toBe('off');
    service.enter();
    expect(roles(service.getSnapshot())).toContain('propagated');
    service.leave();
    expect(host.listener).toBeUndefined();
  });

  it('cancels a run that goes on when the mode is left', async () => {
    const parts: Parts = setUp(
      handlers({ before: (slice) => (slice === 1 ? parts.service.leave() : undefined) }),
    );
    parts.host.draw(2, 1, 3, 3, 2);
    await parts.service.propagate();
    expect(parts.service.getSnapshot().run.phase).toBe('cancelled');
  });
});

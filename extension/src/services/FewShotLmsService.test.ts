import { UserError, type JobSlice } from '@few-shot-lms/engine';
import { said } from '../said';
import { isGoing, type RunInSight } from '../state/runState';
import { segmentView } from '../state/segmentView';
import type { SessionState } from '../state/sessionState';
import {
  activeEnds,
  activeStrip,
  activeSupports,
  activeView,
  labelList,
  runChoices,
} from '../state/selectors';
import { propagatedBy } from '../testing/enteredService';
import { COLUMNS, FakeHost, otherSegment, ROWS, segment, series, SLICES } from '../testing/FakeHost';
import { fakeHandlers, type FakeHooks } from '../testing/fakeHandlers';
import { FakeWorker } from '../testing/FakeWorker';
import { serviceParts } from '../testing/serviceParts';
import { until } from '../testing/until';
import { texts } from '../texts';
import type { JobSegment } from '../worker/createHandlers';
import { DEFAULTS } from './defaults';
import { FewShotLmsService } from './FewShotLmsService';

interface Parts {
  readonly host: FakeHost;
  readonly service: FewShotLmsService;
  readonly workers: FakeWorker[];
}

function setUp(hooks: FakeHooks = {}, defaults = DEFAULTS): Parts {
  const host = new FakeHost();
  const workers: FakeWorker[] = [];
  const createWorker = () => {
    const worker = new FakeWorker(fakeHandlers(hooks));
    workers.push(worker);
    return worker;
  };
  const service = new FewShotLmsService({ ...serviceParts(host, createWorker), defaults: () => defaults });
  opened.push(service);
  service.enter();
  return { host, service, workers };
}

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

const opened: FewShotLmsService[] = [];
const roles = (state: SessionState) => activeView(state).slices.map(({ role }) => role);
const counts = (host: FakeHost, label: number) =>
  host.planes.map((plane) => plane.reduce((sum, value) => sum + (value === label ? 1 : 0), 0));
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
/** Waits until the latest overlay is one of a slice, or none. */
async function overlaid(host: FakeHost, slice: number | null): Promise<void> {
  while ((host.overlays.at(-1)?.slice ?? null) !== slice) await settled();
}
const copyOf = (host: FakeHost) => host.planes.map((plane) => Uint8Array.from(plane));

beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  for (const service of opened.splice(0)) service.leave();
  jest.restoreAllMocks();
});

describe('a propagation', () => {
  it('fills the empty slices, keeps the drawn one and other segments, and says how it went', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    host.draw(1, 2, 0, 0, 3);
    await service.setTakesPart(2, false);
    const drawn = Uint8Array.from(host.planes[2]);
    await service.propagate();
    expect(host.planes[2]).toEqual(drawn);
    expect(counts(host, 2)).toEqual([0, 9, 0, 0, 0, 0]);
    expect(counts(host, 1)).toEqual([10, 11 - 6, 4, 13, 14, 0]);
    const state = service.getSnapshot();
    expect(roles(state)).toEqual(['propagated', 'propagated', 'drawn', 'propagated', 'propagated', 'absent']);
    expect(state.run).toMatchObject({
      phase: 'done',
      summary: { done: 5, planned: 5, propagated: 4, absent: 1, leastTrusted: { trust: 0.6 } },
    });
    expect(host.shown).toBeGreaterThan(0);
  });

  it('keeps the viewer from computing statistics until its last change', async () => {
    const paused: boolean[] = [];
    const { host, service } = setUp({ requested: () => paused.push(host.statisticsPaused) });
    const { labelsChanged } = host;
    host.labelsChanged = (id) => {
      paused.push(host.statisticsPaused);
      labelsChanged(id);
    };
    host.draw(2, 1, 3, 3, 2);
    paused.length = 0;
    await service.propagate();
    expect(paused[0]).toBe(true);
    expect(paused.at(-1)).toBe(false);
  });

  it('fills all labels with a drawn slice in one run and one step of undo', async () => {
    const requests: (readonly JobSegment[])[] = [];
    const { host, service } = setUp({ requested: (segments) => requests.push(segments) });
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    const before = copyOf(host);
    await service.propagate();
    expect(requests).toHaveLength(1);
    expect(
      requests[0].map(({ key, supports, slices }) => [key, supports.map((s) => s.slice), slices]),
    ).toEqual([
      [segment.key, [2], [0, 1, 3, 4, 5]],
      [otherSegment.key, [3], [0, 1, 2, 4, 5]],
    ]);
    expect(counts(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
    expect(counts(host, 2)).toEqual([10, 11, 12, 4, 14, 0]);
    expect(labelList(service.getSnapshot()).map(({ drawn, filled }) => [drawn, filled])).toEqual([
      [1, 4],
      [1, 4],
    ]);
    expect(host.history).toHaveLength(1);
    host.history[0].undo();
    expect(host.planes).toEqual(before);
    expect(service.getSnapshot().run.phase).toBe('undone');
  });

  it('goes on when a label that is up to date is deleted during an update of another', async () => {
    const parts: Parts = setUp({
      before: (slice) => {
        if (slice === 4 && updating) parts.host.deleted = [1];
      },
      found: (slice) =>
        slice === 4 && updating
          ? { others: [{ segment: 0, mask: new Uint8Array(ROWS * COLUMNS).fill(1, 0, 5) }] }
          : undefined,
    });
    const { host, service } = parts;
    let updating = false;
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.propagate();
    host.draw(5, 2, 6, 6, 2);
    await until(service, (state) => runChoices(state).outdated > 0);
    updating = true;
    await service.update();
    expect(service.getSnapshot().run).toMatchObject({ phase: 'done', targets: [{ index: 2 }] });
  });

  it('writes nothing into a label that is locked while the run goes', async () => {
    const parts: Parts = setUp({
      before: (slice) => {
        if (slice === 4) parts.host.locked = [1];
      },
    });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { kept: 3 } });
    expect(counts(host, 1)[4]).toBe(0);
    expect(counts(host, 1)[3]).toBe(13);
  });

  it('does again what lost voxels to a find that the user has been faster than', async () => {
    const parts: Parts = setUp({
      before: (slice) => {
        if (slice === 4 && host.planes[4].every((voxel) => voxel === 0)) host.draw(4, 1, 0, 0, 1);
      },
    });
    const { host, service } = parts;
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.propagate();
    const { slices } = segmentView(service.getSnapshot(), otherSegment.key);
    expect(slices.map(({ stale }) => stale)).toEqual([false, false, false, false, true, false]);
  });

  it('knows nothing of a deleted label when its number comes back', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    await service.setTakesPart(1, false);
    await service.save('file');
    const { context_: context } = host;
    host.planes.forEach((plane) => plane.fill(0));
    host.context_ = { kind: 'no-segment', series, segmentation: { segmentationId: 'seg', indices: [] } };
    host.listener?.onContext();
    expect(service.getSnapshot().segments).toEqual({});
    host.context_ = context;
    host.listener?.onContext();
    host.draw(1, 1, 3, 3, 2);
    await service.propagate();
    expect(counts(host, 1)).toEqual([10, 4, 12, 13, 14, 0]);
  });

  it('says at once that going on is impossible when its label has just been deleted', async () => {
    const parts: Parts = setUp({
      before: (slice) => {
        if (slice === 3) parts.service.cancel();
      },
    });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    host.deleted = [1];
    await service.resume();
    expect(service.getSnapshot().problem).toBe(texts.problems.segmentGone);
    expect(service.getSnapshot().run.phase).toBe('cancelled');
  });

  it('takes voxels of segments that take no part only when it is allowed to', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    host.draw(1, 2, 0, 0, 3);
    await service.setTakesPart(2, false);
    await service.setOverwrite(true);
    await service.propagate();
    expect(counts(host, 1)[1]).toBe(11);
    expect(counts(host, 2)[1]).toBe(3);
    host.history[0].undo();
    expect(counts(host, 2)[1]).toBe(9);
  });

  it('takes them without being told where the installation says so, until the user says otherwise', async () => {
    const { host, service } = setUp({}, { ...DEFAULTS, mayOverwrite: true });
    host.draw(2, 1, 3, 3, 2);
    host.draw(1, 2, 0, 0, 3);
    await service.setTakesPart(2, false);
    await service.propagate();
    expect(counts(host, 2)[1]).toBe(3);
    host.history[0].undo();
    await service.setOverwrite(false);
    await service.propagate();
    expect(counts(host, 2)[1]).toBe(9);
  });

  it('takes nothing from a label that takes part but is up to date, whatever is allowed', async () => {
    let greedy = false;
    const everything = new Uint8Array(ROWS * COLUMNS).fill(1);
    const { host, service } = setUp({ found: () => (greedy ? { mask: everything } : undefined) });
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.setOverwrite(true);
    await service.propagate();
    const [drawn, filled] = [counts(host, 1)[2], counts(host, 1)[0]];
    host.draw(1, 2, 4, 5, 2);
    await until(service, (state) => runChoices(state).outdated > 0);
    greedy = true;
    await service.update();
    expect((service.getSnapshot().run as RunInSight).targets).toMatchObject([
      { segmentKey: otherSegment.key, slices: [0, 2] },
    ]);
    expect([counts(host, 1)[2], counts(host, 1)[0]]).toEqual([drawn, filled]);
    expect(counts(host, 2)[2]).toBe(ROWS * COLUMNS - drawn);
    // The user looks after it no more: now it takes no part.
    await service.setTakesPart(1, false);
    await service.propagate();
    expect(counts(host, 1)[2]).toBe(0);
  });

  it('lets an up-to-date label lose voxels to one that is done again, and have them back', async () => {
    const requests: (readonly JobSegment[])[] = [];
    const nothing = new Uint8Array(ROWS * COLUMNS);
    const some = (voxels: number) => Uint8Array.from(nothing, (_, at) => (at < voxels ? 1 : 0));
    let found: Partial<JobSlice> | undefined;
    let onTheWay: () => void = () => undefined;
    const { host, service } = setUp({
      requested: (segments) => requests.push(segments),
      before: () => onTheWay(),
      found: () => found,
    });
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.propagate();
    const first = () => [counts(host, 1)[0], roles(service.getSnapshot())[0]];
    /** The second label is corrected and done again on slices 0 and 2; the worker says what the first one has there. */
    const update = async (own: number, left: Uint8Array, size: number) => {
      host.draw(1, 2, 2, 4, size);
      await until(service, (state) => runChoices(state).outdated > 0);
      found = { mask: some(own).reverse(), others: [{ segment: 0, mask: left }] };
      await service.update();
      return requests.at(-1)!.map(({ key, slices }) => [key, slices]);
    };
    const asked = [
      [segment.key, []],
      [otherSegment.key, [0, 2]],
    ];
    expect(await update(60, nothing, 1)).toEqual(asked);
    expect(first()).toEqual([0, 'empty']);
    // Its own drawing is no matter of the contest: two of the voxels stay there.
    expect([counts(host, 1)[2], counts(host, 2)[2]]).toEqual([4, 58]);
    expect(await update(20, some(9), 2)).toEqual(asked);
    expect(first()).toEqual([9, 'propagated']);
    host.history.at(-1)!.undo();
    await until(service, (state) => roles(state)[0] === 'empty');
    host.history.at(-1)!.redo();
    await until(service, (state) => roles(state)[0] === 'propagated');
    // Drawn on during the run, it stays.
    onTheWay = () => host.draw(0, 1, 0, 3, 1);
    await update(20, nothing, 3);
    await until(service, (state) => roles(state)[0] === 'locked');
    expect(first()).toEqual([10, 'locked']);
  });

  it('gives nothing back to a label on a slice that was cleared after others had taken all of it', async () => {
    const nothing = new Uint8Array(ROWS * COLUMNS);
    const some = (voxels: number) => Uint8Array.from(nothing, (_, at) => (at < voxels ? 1 : 0));
    let found: Partial<JobSlice> | undefined;
    const { host, service } = setUp({ found: () => found });
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.propagate();
    /** The second label is corrected and done again on slices 0 and 2. */
    const update = async (own: number, left: Uint8Array, size: number) => {
      host.draw(1, 2, 2, 4, size);
      await until(service, (state) => runChoices(state).outdated > 0);
      found = { mask: some(own).reverse(), others: [{ segment: 0, mask: left }] };
      await service.update();
    };
    await update(60, nothing, 1);
    await service.clear('down', 1);
    expect(roles(service.getSnapshot()).slice(0, 2)).toEqual(['cleared', 'cleared']);
    await update(20, some(9), 2);
    expect([counts(host, 1)[0], roles(service.getSnapshot())[0]]).toEqual([0, 'cleared']);
    host.history[3].undo();
    host.history[2].undo();
    await until(service, (state) => roles(state)[0] === 'empty');
  });

  it('keeps what the user erases of a label once the run is undone that had taken all of it', async () => {
    const everything = new Uint8Array(ROWS * COLUMNS).fill(1);
    let found: Partial<JobSlice> | undefined;
    const { host, service } = setUp({ found: () => found });
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.propagate();
    host.draw(1, 2, 2, 4, 1);
    await until(service, (state) => runChoices(state).outdated > 0);
    found = { mask: everything, others: [{ segment: 0, mask: new Uint8Array(ROWS * COLUMNS) }] };
    await service.update();
    expect(roles(service.getSnapshot())[0]).toBe('empty');
    host.history.at(-1)!.undo();
    expect(roles(service.getSnapshot())[0]).toBe('propagated');
    host.draw(0, 0, 0, 0, COLUMNS);
    await until(service, (state) => roles(state)[0] === 'erased');
    found = undefined;
    await service.propagate();
    expect(counts(host, 1)[0]).toBe(0);
  });

  it('takes nothing that was found right from a label whose drawn slice is gone', async () => {
    let greedy = false;
    const everything = new Uint8Array(ROWS * COLUMNS).fill(1);
    const { host, service } = setUp({ found: () => (greedy ? { mask: everything } : undefined) });
    host.draw(2, 1, 0, 0, 2);
    await service.propagate();
    await service.acceptSlice(1);
    await service.clear('slice', 2);
    host.draw(3, 2, 6, 6, 2);
    await service.setOverwrite(true);
    greedy = true;
    await service.propagate();
    // On slice 3 the other label is drawn, so that nothing comes there.
    expect(counts(host, 1)).toEqual([0, 11, 0, 13, 0, 0]);
  });

  it('is one step in the viewer’s undo list, and comes back with redo', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    const before = copyOf(host);
    await service.propagate();
    const after = copyOf(host);
    expect(host.history).toHaveLength(1);
    host.history[0].undo();
    expect(host.planes).toEqual(before);
    await until(service, (state) => roles(state)[0] === 'empty');
    expect(service.getSnapshot().run.phase).toBe('undone');
    host.history[0].redo();
    expect(host.planes).toEqual(after);
    expect(roles(service.getSnapshot())[0]).toBe('propagated');
    expect(service.getSnapshot().run.phase).toBe('done');
  });

  it('leaves nothing locked when it has changed nothing and the run before it is undone', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    await service.propagate();
    expect(host.history).toHaveLength(1);
    host.history[0].undo();
    await until(service, (state) => roles(state)[0] === 'empty');
    await service.propagate();
    expect(counts(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
  });

  it('stops with a sentence when the drawing moves to another stack while it runs, and writes nothing there', async () => {
    const parts: Parts = setUp({ before: (slice) => void (slice === 3 && parts.host.moveToStack('late')) });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(service.getSnapshot().run).toMatchObject({ phase: 'failed', message: texts.problems.stackLeft });
    expect(counts(host, 1)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('leaves a slice alone that is drawn on while it runs', async () => {
    const parts: Parts = setUp({
      before: (slice) => (slice === 3 ? parts.host.draw(4, 1, 6, 6, 1) : undefined),
    });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(counts(host, 1)[4]).toBe(1);
    expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { kept: 1 } });
  });

  it('shows what is still to come in the strip', async () => {
    let seen: string[] = [];
    const parts: Parts = setUp({
      before: (slice) => {
        if (slice === 1) seen = activeStrip(parts.service.getSnapshot()).map(({ kind }) => kind);
      },
    });
    const { service } = parts;
    parts.host.draw(2, 1, 3, 3, 2);
    await service.setRange({ from: 1, to: 5 });
    await service.propagate();
    expect(seen).toEqual(['waiting', 'waiting', 'drawn', expect.any(String), 'waiting', 'outside']);
  });

  it('limits itself to what lies on one side of the slice in view', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    host.slice = 3;
    await service.rangeFromHere('up');
    await service.propagate();
    expect(counts(host, 1)).toEqual([0, 0, 4, 13, 14, 0]);
  });

  it('announces its beginning, its slices and its end as OHIF’s services do', async () => {
    const { host, service } = setUp();
    const heard: string[] = [];
    const { RUN_STARTED, SLICE_DONE, RUN_ENDED } = service.EVENTS;
    for (const event of [RUN_STARTED, SLICE_DONE, RUN_ENDED]) {
      service.subscribe(event, ({ phase, done }) =>
        heard.push(`${event.split(':').at(-1)} ${phase} ${done}`),
      );
    }
    const deaf = service.subscribe(RUN_ENDED, () => heard.push('never'));
    deaf.unsubscribe();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(heard).toEqual([
      'runStarted preparing 0',
      ...[1, 2, 3, 4, 5].map((n) => `sliceDone running ${n}`),
      'runEnded done 5',
    ]);
  });
});

describe('the state', () => {
  it('is plain data at every moment: it comes back from JSON as it was', async () => {
    const seen: SessionState[] = [];
    const parts: Parts = setUp({
      before: () => {
        if (!seen.some(({ run }) => run.phase === 'cancelling')) parts.service.cancel();
      },
    });
    const { host, service } = parts;
    const unfollow = service.follow(() => seen.push(service.getSnapshot()));
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.propagate();
    await service.resume();
    await service.acceptSlice(1);
    await service.lockSlice(4);
    await service.update();
    await service.extendEnd('high', 5);
    await service.clear('down', 1);
    await service.setRange({ from: 2, to: 5 });
    await service.propagate();
    host.history.at(-1)!.undo();
    await until(service, ({ run }) => run.phase === 'undone');
    await service.save('store');
    await service.showExplanation('u0');
    unfollow();
    expect(new Set(seen.map(({ run }) => run.phase))).toEqual(
      new Set(['idle', 'preparing', 'running', 'cancelling', 'cancelled', 'done', 'undone']),
    );
    expect(service.getSnapshot().saving.phase).toBe('failed');
    expect(service.getSnapshot().problem).toBeNull();
    for (const state of seen) expect(state).toEqual(JSON.parse(JSON.stringify(state)));
  });
});

describe('a correction', () => {
  /** Slice 2 drawn and propagated, then slice 4 corrected. */
  async function corrected(hooks: FakeHooks = {}) {
    const parts = setUp(hooks);
    parts.host.draw(2, 1, 3, 3, 2);
    await parts.service.propagate();
    parts.host.draw(4, 1, 6, 6, 2);
    await until(parts.service, (state) => activeSupports(state).length === 2);
    return parts;
  }

  it('makes the slice a support, locks it and says what depends on it', async () => {
    const { service } = await corrected();
    const state = service.getSnapshot();
    expect(activeSupports(state).map(({ slice, areaMm2 }) => [slice, areaMm2])).toEqual([
      [2, 8],
      [4, 36],
    ]);
    expect(roles(state)[4]).toBe('locked');
    expect(activeStrip(state).map(({ stale }) => stale)).toEqual([false, false, false, true, false, true]);
    expect(runChoices(state)).toEqual({ again: true, outdated: 2, updateNext: true, resumable: false });
  });

  it('has an update do again only what depends on it, as a step of its own', async () => {
    const requests: (readonly JobSegment[])[] = [];
    const { host, service } = await corrected({ requested: (segments) => requests.push(segments) });
    const before = copyOf(host);
    await service.update();
    expect(requests.at(-1)!.map(({ slices, supports }) => [slices, supports.map((s) => s.slice)])).toEqual([
      [
        [3, 5],
        [2, 4],
      ],
    ]);
    for (const slice of [0, 1, 2, 4]) expect(host.planes[slice]).toEqual(before[slice]);
    expect(service.getSnapshot().run).toMatchObject({
      kind: 'update',
      phase: 'done',
      summary: { planned: 2 },
    });
    expect(runChoices(service.getSnapshot()).outdated).toBe(0);
  });

  it('stays when everything is propagated again', async () => {
    const { host, service } = await corrected();
    const drawn = Uint8Array.from(host.planes[4]);
    await service.propagate();
    expect(host.planes[4]).toEqual(drawn);
    expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { planned: 4 } });
  });

  it('down to the last voxel leaves the slice empty, until it is unlocked', async () => {
    const requests: (readonly JobSegment[])[] = [];
    const { host, service } = setUp({ requested: (segments) => requests.push(segments) });
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    host.draw(3, 0, 0, 0, COLUMNS);
    await until(service, (state) => roles(state)[3] === 'erased');
    expect(activeStrip(service.getSnapshot()).map(({ stale }) => stale)).toEqual([
      ...[false, false, false, false],
      ...[true, true],
    ]);
    await service.update();
    expect(requests.at(-1)).toMatchObject([{ slices: [4, 5], empty: [3] }]);
    expect(runChoices(service.getSnapshot()).outdated).toBe(0);
    await service.propagate();
    await service.clear('all');
    service.leave();
    service.enter();
    expect([counts(host, 1)[3], roles(service.getSnapshot())[3]]).toEqual([0, 'erased']);
    await service.lockSlice(3);
    expect(service.getSnapshot().problem).toBe(texts.problems.emptySlice);
    await service.unlockSlice(3);
    await service.update();
    expect([counts(host, 1)[3], roles(service.getSnapshot())[3]]).toEqual([13, 'propagated']);
  });

  it('down to the last voxel holds during a run', async () => {
    const parts: Parts = setUp({
      before: (slice) => (slice === 3 && second ? parts.host.draw(4, 0, 0, 0, COLUMNS) : undefined),
    });
    let second = false;
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    second = true;
    await service.propagate();
    expect(counts(host, 1)[4]).toBe(0);
    expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { kept: 1 } });
  });

  it('can be unlocked, and is overwritten then', async () => {
    const { host, service } = await corrected();
    await service.unlockSlice(4);
    expect(activeSupports(service.getSnapshot())).toHaveLength(1);
    await service.update();
    expect(counts(host, 1)[4]).toBe(14);
    expect(roles(service.getSnapshot())[4]).toBe('propagated');
  });
});

describe('what the user decides about slices', () => {
  const propagated = (hooks: FakeHooks = {}) => propagatedBy(setUp(hooks));

  it('locks a filled slice as a support', async () => {
    const { service } = await propagated();
    await service.lockSlice(3);
    expect(activeSupports(service.getSnapshot()).map(({ slice }) => slice)).toEqual([2, 3]);
    await service.unlockSlice(3);
    expect(roles(service.getSnapshot())[3]).toBe('propagated');
  });

  it('keeps a checked slice through runs, and over leaving and entering the mode', async () => {
    const { host, service } = await propagated();
    await service.acceptSlice(3);
    const checked = Uint8Array.from(host.planes[3]);
    host.draw(1, 1, 6, 6, 2);
    await service.update();
    await service.propagate();
    expect(host.planes[3]).toEqual(checked);
    service.leave();
    service.enter();
    expect(activeView(service.getSnapshot()).slices[3].checked).toBe(true);
    await service.acceptSlice(3);
    expect(activeView(service.getSnapshot()).slices[3].checked).toBe(false);
  });

  it('goes to the slice to check next and remembers that it was looked at', async () => {
    const { host, service } = await propagated();
    await service.nextToCheck();
    await service.nextToCheck();
    expect(new Set(host.visited).size).toBe(2);
    for (const slice of [0, 1, 3, 4, 5]) await service.acceptSlice(slice, true);
    await service.nextToCheck();
    expect(service.getSnapshot().problem).toBe(texts.problems.allChecked);
  });

  it('goes on to the next label and notes there that the slice was looked at', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 0, 0, 2);
    host.draw(3, 2, 6, 6, 2);
    await service.propagate();
    for (let n = 0; n < 5; n++) await service.nextToCheck();
    const seen = (key: string) =>
      segmentView(service.getSnapshot(), key).slices.filter(({ visited }) => visited).length;
    expect([seen(segment.key), seen(otherSegment.key)]).toEqual([5, 0]);
    await service.nextToCheck();
    expect([seen(segment.key), seen(otherSegment.key)]).toEqual([5, 1]);
    expect(service.getSnapshot().context).toMatchObject({ segment: { key: otherSegment.key } });
  });

  it('lets a run fill a slice that was checked as empty once the run that said so is undone', async () => {
    const { host, service } = await propagated();
    await service.acceptSlice(5);
    host.history[0].undo();
    await until(service, (state) => roles(state)[5] === 'empty');
    await service.propagate();
    expect(service.getSnapshot().run).toMatchObject({ summary: { planned: 5, kept: 0, absent: 1 } });
  });

  it('says that no viewport can show a slice, which does not count as looked at then', async () => {
    const { host, service } = await propagated();
    Object.assign(host, { slice: null, inPlane: false });
    await service.nextToCheck();
    expect(service.getSnapshot().problem).toBe(texts.problems.noSlice);
    await service.nextToCheck();
    expect(host.visited[1]).toBe(host.visited[0]);
    expect(activeView(service.getSnapshot()).slices.some(({ visited }) => visited)).toBe(false);
    host.inPlane = true;
    await service.nextToCheck();
    expect(activeView(service.getSnapshot()).slices[host.visited[0]].visited).toBe(true);
  });

  it.each([
    ['slice', 3, [10, 11, 4, 0, 14, 0], []],
    // The drawn one: the others have nothing left that they came from, and nothing to be done again from.
    ['slice', 2, [10, 11, 0, 13, 14, 0], [0, 1, 3, 4, 5]],
    ['up', 3, [10, 11, 4, 0, 0, 0], []],
    ['down', 3, [0, 0, 4, 0, 14, 0], []],
    ['all', undefined, [0, 0, 4, 0, 0, 0], []],
  ] as const)('clears %s from %s in one step, drawn slices stay', async (what, slice, left, stale) => {
    const { host, service } = await propagated();
    const before = copyOf(host);
    await service.clear(what, slice);
    expect(counts(host, 1)).toEqual(left);
    const strip = activeStrip(service.getSnapshot());
    expect(strip.filter((cell) => cell.stale).map((cell) => cell.slice)).toEqual(stale);
    // What was cleared is not missing: an update would not bring it back.
    expect(runChoices(service.getSnapshot()).outdated).toBe(0);
    await service.update();
    expect(service.getSnapshot().problem).toBe(
      stale.length > 0 ? texts.problems.nothingDrawnAnew : texts.problems.upToDate,
    );
    expect(counts(host, 1)).toEqual(left);
    expect(host.history).toHaveLength(2);
    host.history[1].undo();
    expect(host.planes).toEqual(before);
    expect(roles(service.getSnapshot()).filter((role) => role === 'propagated')).toHaveLength(4);
    host.history[1].redo();
    expect(counts(host, 1)).toEqual(left);
  });

  it('is not undone, nor the run before it, on another stack that the drawing has moved to', async () => {
    const { host, service } = await propagated();
    await service.clear('all');
    const early = host.planes;
    const cleared = copyOf(host);
    host.moveToStack('late');
    host.draw(1, 1, 0, 0, 2);
    const drawn = copyOf(host);
    await until(service, (state) => activeView(state).slices[1].voxels === 4);
    const { segments } = service.getSnapshot();
    for (const step of [...host.history].reverse()) {
      step.undo();
      expect(service.getSnapshot().problem).toBe(texts.problems.otherStack(step.label));
    }
    // It was never undone, so there is nothing to do again either.
    for (const step of host.history) step.redo();
    expect(host.planes).toEqual(drawn);
    expect(early).toEqual(cleared);
    expect(service.getSnapshot().segments).toEqual(segments);
    host.moveToStack(series.key);
    host.planes = early;
    host.history.at(-1)!.undo();
    expect(counts(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
  });

  it('is not taken for what happened on another stack, of which only the voxels tell', async () => {
    const { host, service } = await propagated();
    const before = roles(service.getSnapshot());
    host.moveToStack('late', true);
    host.draw(1, 1, 0, 0, 2);
    await until(service, (state) => activeView(state).slices[1].voxels === 4);
    expect(roles(service.getSnapshot())).toEqual(['empty', 'drawn', 'empty', 'empty', 'empty', 'empty']);
    const early = service.getSnapshot().segments[segment.key].otherStacks[series.key];
    expect(Object.keys(early.provenance.outcomes)).not.toHaveLength(0);
    expect(before).toContain('propagated');
  });

  it('says so when there is nothing to clear, or a run is going on', async () => {
    const messages: (string | null)[] = [];
    const parts: Parts = await propagated({
      before: async (slice) => {
        if (slice !== 3 || !isGoing(parts?.service.getSnapshot().run ?? { phase: 'idle' })) return;
        await parts.service.clear('all');
        messages.push(parts.service.getSnapshot().problem);
      },
    });
    await parts.service.clear('all');
    await parts.service.clear('all');
    expect(parts.service.getSnapshot().problem).toBe(texts.problems.nothingToClear);
    await parts.service.propagate();
    expect(messages).toEqual([texts.problems.busy]);
  });

  it('has the object go on beyond its found end, or end before it', async () => {
    const requests: (readonly JobSegment[])[] = [];
    const { host, service } = await propagated({ requested: (segments) => requests.push(segments) });
    expect(activeEnds(service.getSnapshot())).toEqual([{ side: 'high', slice: 4, moved: false }]);
    await service.extendEnd('high', 5);
    expect(requests.at(-1)).toMatchObject([{ slices: [3, 4, 5], atLeast: { high: 5 } }]);
    expect(service.getSnapshot().run).toMatchObject({ kind: 'extend', phase: 'done' });
    expect(activeEnds(service.getSnapshot())).toEqual([{ side: 'high', slice: 4, moved: true }]);
    await service.extendEnd('high', 3);
    expect(counts(host, 1)).toEqual([10, 11, 4, 13, 0, 0]);
    await service.update();
    expect(service.getSnapshot().problem).toBe(texts.problems.upToDate);
  });
});

describe('cancelling', () => {
  it('keeps what was done; going on does the rest and nothing twice', async () => {
    const made: number[] = [];
    const parts: Parts = setUp({
      before: (slice) => {
        made.push(slice);
        if (slice === 4 && made.length < 5) parts.service.cancel();
      },
    });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    const empty = copyOf(host);
    await service.propagate();
    expect(service.getSnapshot().run.phase).toBe('cancelled');
    expect(runChoices(service.getSnapshot()).resumable).toBe(true);
    const kept = copyOf(host);
    await service.resume();
    expect(service.getSnapshot().run.phase).toBe('done');
    expect([...made].sort()).toEqual([0, 1, 3, 4, 5]);
    expect(counts(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
    expect(roles(service.getSnapshot())).not.toContain('empty');
    expect(runChoices(service.getSnapshot())).toEqual({
      again: true,
      outdated: 0,
      updateNext: false,
      resumable: false,
    });
    host.history[1].undo();
    expect(host.planes).toEqual(kept);
    host.history[0].undo();
    expect(host.planes).toEqual(empty);
  });

  it('is ended by force where the worker hangs; what is done stays, and the rest is done by another worker', async () => {
    const parts = setUp({
      before: (slice) =>
        slice === 4 && parts.workers.length === 1 ? new Promise(() => undefined) : undefined,
    });
    const { host, service, workers } = parts;
    host.draw(2, 1, 3, 3, 2);
    const run = service.propagate();
    await until(service, (state) => 'summary' in state.run && state.run.summary.done === 2);
    await settled();
    service.stopNow();
    expect(workers[0].terminated).toBe(false);
    service.cancel();
    await settled();
    expect(service.getSnapshot().run.phase).toBe('cancelling');
    service.stopNow();
    await run;
    expect(workers[0].terminated).toBe(true);
    expect(service.getSnapshot().run).toMatchObject({ phase: 'cancelled', summary: { done: 2 } });
    expect(counts(host, 1)).toEqual([0, 11, 4, 13, 0, 0]);
    await service.resume();
    expect(workers).toHaveLength(2);
    expect(service.getSnapshot().run.phase).toBe('done');
    expect(counts(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
  });

  it('goes on beyond a dragged end that was cancelled before it began, and remembers the end', async () => {
    const requests: (readonly JobSegment[])[] = [];
    const images = deferred();
    const parts = setUp({ requested: (segments) => requests.push(segments) });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    parts.workers[0].crash();
    host.beforeRead = () => images.promise;
    const extension = service.extendEnd('high', 5);
    await until(service, ({ run }) => run.phase === 'preparing');
    service.cancel();
    await extension;
    expect(service.getSnapshot().run).toMatchObject({ kind: 'extend', phase: 'cancelled' });
    images.resolve();
    await service.resume();
    expect(service.getSnapshot().run).toMatchObject({ kind: 'extend', phase: 'done' });
    expect(activeEnds(service.getSnapshot())).toEqual([{ side: 'high', slice: 4, moved: true }]);
    expect(runChoices(service.getSnapshot()).outdated).toBe(0);
    await service.propagate();
    expect(requests.slice(-2)).toMatchObject([[{ atLeast: { high: 5 } }], [{ atLeast: { high: 5 } }]]);
  });

  it('starts the rest anew when a correction has changed what it depends on', async () => {
    const requests: (readonly JobSegment[])[] = [];
    const parts: Parts = setUp({
      requested: (segments) => requests.push(segments),
      before: (slice) => (slice === 1 && requests.length === 1 ? parts.service.cancel() : undefined),
    });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    host.draw(4, 1, 6, 6, 2);
    await until(service, (state) => activeSupports(state).length === 2);
    await service.resume();
    expect(requests).toHaveLength(2);
    expect(requests[1][0].supports.map(({ slice }) => slice)).toEqual([2, 4]);
    expect(service.getSnapshot().run.phase).toBe('done');
  });
});

describe('what can go wrong', () => {
  const context = { kind: 'segment', series, segment, segments: [segment] } as const;
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
        const locked = { ...segment, locked: true };
        host.context_ = { ...context, segment: locked, segments: [locked] };
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
  });

  it('survives the death of the worker and goes on with a new one', async () => {
    let crashed = false;
    const parts: Parts = setUp({
      before: (slice) => {
        if (slice !== 1 || crashed) return;
        crashed = true;
        parts.workers[0].crash();
      },
    });
    const { host, service } = parts;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    const { run, backend, ahead } = service.getSnapshot();
    expect(run).toMatchObject({ phase: 'failed', message: texts.problems.workerFailed });
    expect(backend).toMatchObject({ phase: 'failed' });
    expect(ahead.phase).toBe('off');
    expect(counts(host, 1)[2]).toBe(4);
    expect(counts(host, 1)[3]).toBe(13);
    await service.resume();
    expect(service.getSnapshot().run.phase).toBe('done');
    expect((service.getSnapshot().run as RunInSight).targets[0].slices).not.toContain(3);
    expect(parts.workers).toHaveLength(2);
    expect(host.volumesRead).toBe(2);
    expect(counts(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
  });

  it('stops when the segment is removed during the run', async () => {
    const parts: Parts = setUp({
      before: (slice) => {
        if (slice === 1) parts.host.segmentGone = true;
      },
    });
    parts.host.draw(2, 1, 3, 3, 2);
    await parts.service.propagate();
    expect(parts.service.getSnapshot().run).toMatchObject({
      phase: 'failed',
      message: texts.problems.segmentGone,
    });
  });

  it('keeps the reason when saving fails', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.save('store');
    const { saving } = service.getSnapshot();
    expect(saving.phase).toBe('failed');
    expect(saving).toMatchObject({ message: expect.stringContaining('no source images') });
  });
});

describe('working ahead', () => {
  it('brings the images into the worker before anybody asks, once and without hurry', async () => {
    const { host, service } = setUp();
    await until(service, (state) => state.ahead.phase === 'ready');
    expect(host.reads).toHaveLength(1);
    expect(host.reads[0].urgency.urgent).toBe(false);
    const bytes = 2 * ROWS * COLUMNS * SLICES;
    expect(service.getSnapshot().ahead).toMatchObject({ done: SLICES, total: SLICES, bytes });
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(host.volumesRead).toBe(1);
    expect(service.getSnapshot().run.phase).toBe('done');
  });

  it('makes haste when a run waits for it', async () => {
    const { host, service } = setUp();
    let hurried = false;
    host.beforeRead = async ({ urgency }) => {
      await urgency.whenUrgent;
      hurried = urgency.urgent;
    };
    service.leave();
    service.enter();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(hurried).toBe(true);
    expect(service.getSnapshot().run.phase).toBe('done');
  });

  it('goes on when the run that waited for it is cancelled', async () => {
    const { host, service } = setUp();
    let letGo: () => void = () => undefined;
    host.beforeRead = () => new Promise((resolve) => (letGo = resolve));
    service.leave();
    service.enter();
    host.draw(2, 1, 3, 3, 2);
    const run = service.propagate();
    await until(service, (state) => state.run.phase === 'preparing');
    service.cancel();
    await run;
    expect(service.getSnapshot().run.phase).toBe('cancelled');
    letGo();
    await until(service, (state) => state.ahead.phase === 'ready');
  });

  it('leaves large series alone until a run needs them, and all where it is switched off', async () => {
    const { host, service } = setUp({}, { ...DEFAULTS, workAheadLimitMb: 0 });
    expect(service.getSnapshot().ahead).toMatchObject({ phase: 'too-large' });
    expect(host.volumesRead).toBe(0);
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    expect(service.getSnapshot().run.phase).toBe('done');
    expect(service.getSnapshot().ahead.phase).toBe('ready');
    const off = setUp({}, { ...DEFAULTS, workAhead: false });
    expect(off.service.getSnapshot().ahead.phase).toBe('off');
    expect(off.host.volumesRead).toBe(0);
  });

  describe('with a second series', () => {
    const otherSeries = { ...series, key: 'other series' };
    const another = { ...segment, segmentationId: 'other', key: 'other#1' };
    const second = { kind: 'segment', series: otherSeries, segment: another, segments: [another] } as const;
    const look = (host: FakeHost, context: FakeHost['context_']) => {
      host.context_ = context;
      host.listener!.onContext();
    };

    it.each([
      ['its images', 'images', {}],
      ['its images, the other series being too large', 'images', { rows: 1e8 }],
      ['the model', 'model', {}],
    ] as const)('waits while a run prepares %s', async (_name, waits, size) => {
      const model = deferred();
      const images = deferred();
      const { host, service } = setUp({ load: () => (waits === 'model' ? model.promise : undefined) });
      service.leave();
      host.beforeRead = () => (waits === 'images' ? images.promise : Promise.resolve());
      service.enter();
      host.draw(2, 1, 3, 3, 2);
      const run = service.propagate();
      await until(service, ({ run: { phase } }) => phase === 'preparing');
      look(host, { ...second, series: { ...otherSeries, ...size } });
      await new Promise((resolve) => setTimeout(resolve, 10));
      images.resolve();
      model.resolve();
      await run;
      expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { done: 5 } });
      await until(service, ({ ahead }) => 'seriesKey' in ahead && ahead.seriesKey === otherSeries.key);
      const phase = 'rows' in size ? 'too-large' : 'ready';
      await until(service, ({ ahead }) => ahead.phase === phase);
    });

    it('is given up when a run needs the first one, which the worker still has', async () => {
      const images = deferred();
      const { host, service } = setUp();
      await until(service, ({ ahead }) => ahead.phase === 'ready');
      host.draw(2, 1, 3, 3, 2);
      const first = host.context_;
      host.beforeRead = () => images.promise;
      look(host, second);
      look(host, first);
      expect(host.reads).toHaveLength(2);
      await service.propagate();
      expect(host.reads[1].signal.aborted).toBe(true);
      images.resolve();
      expect(service.getSnapshot().run.phase).toBe('done');
      // It is not forgotten either.
      look(host, second);
      await until(service, ({ ahead }) => ahead.phase === 'ready' && ahead.seriesKey === otherSeries.key);
    });
  });

  it.each([
    ['after a while', DEFAULTS, 'ready'],
    ['unless it has been switched off', { ...DEFAULTS, workAhead: false }, 'failed'],
  ])('is tried again when an image could not be had, %s', async (_when, later, phase) => {
    const host = new FakeHost();
    let defaults = DEFAULTS;
    const parts = serviceParts(host, () => new FakeWorker(fakeHandlers()));
    const service = new FewShotLmsService({ ...parts, defaults: () => defaults });
    opened.push(service);
    host.beforeRead = () => Promise.reject(new UserError('An image is missing.'));
    jest.useFakeTimers();
    try {
      service.enter();
      await jest.advanceTimersByTimeAsync(1000);
      expect(service.getSnapshot().ahead.phase).toBe('failed');
      host.beforeRead = undefined;
      defaults = later;
      await jest.advanceTimersByTimeAsync(60_000);
      expect(service.getSnapshot().ahead.phase).toBe(phase);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is dropped when the mode is left', async () => {
    const { host, service } = setUp();
    host.beforeRead = () => new Promise(() => undefined);
    service.leave();
    service.enter();
    await until(service, (state) => state.ahead.phase === 'loading');
    service.leave();
    expect(host.reads.at(-1)!.signal.aborted).toBe(true);
    expect(service.getSnapshot().ahead.phase).toBe('off');
  });
});

describe('explaining', () => {
  it('shows what the run itself found, and the mask as it is now', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    const pictures = (await service.explanation(3))!;
    expect(pictures.map(({ name }) => name)).toEqual(['u0', 'mask']);
    expect(await service.explanation(2)).toBeNull();
  });

  it('shows a run only where its work is still there', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    // Absent, and locked as it is.
    expect(await service.explanation(5)).not.toBeNull();
    await service.lockSlice(1);
    expect(await service.explanation(1)).not.toBeNull();
    host.draw(4, 1, 6, 6, 2);
    expect(await service.explanation(4)).toBeNull();
    expect(await service.explanation(3)).not.toBeNull();
    host.history[0].undo();
    expect(await service.explanation(3)).toBeNull();
    expect(await service.explanation(5)).toBeNull();
  });

  it('follows the viewport with an overlay, and takes it away', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    host.slice = 3;
    host.listener!.onSlice();
    await service.showExplanation('u0');
    expect(host.overlays.at(-1)).toMatchObject({ slice: 3, size: 2 });
    host.slice = 2;
    host.listener!.onSlice();
    while (host.overlays.at(-1) !== null) await new Promise((resolve) => setTimeout(resolve));
    await service.showExplanation(null);
    expect(service.getSnapshot().shownVariable).toBeNull();
  });

  it('has an overlay of its own for another label on the same slice, and for another viewport', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    host.slice = 3;
    host.listener!.onSlice();
    await service.propagate();
    await service.showExplanation('u0');
    expect(host.overlays.at(-1)).toMatchObject({ slice: 3 });
    // No run has filled anything of it.
    await service.activateSegment(2);
    await overlaid(host, null);
    await service.activateSegment(1);
    await overlaid(host, 3);
    const before = host.overlays.length;
    host.listener!.onContext();
    while (host.overlays.length === before) await settled();
    expect(host.overlays.at(-1)).toMatchObject({ slice: 3 });
  });

  it('leaves no overlay of a label on another one while the answer is on its way', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    host.slice = 3;
    host.listener!.onSlice();
    await service.propagate();
    await service.showExplanation('u0');
    void service.activateSegment(2);
    expect(host.overlays.at(-1)).toBeNull();
    await service.activateSegment(1);
    await service.showExplanation(null);
    await settled();
    expect(host.overlays.at(-1)).toBeNull();
  });

  it('takes an overlay away with the undo of the run that it is about', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    host.slice = 3;
    host.listener!.onSlice();
    await service.propagate();
    await service.showExplanation('mask');
    const shown = host.overlays.length;
    host.history[0].undo();
    while (host.overlays.length === shown) await settled();
    expect(host.overlays[shown]).toBeNull();
  });
});

describe('model and machine', () => {
  it('knows what the model is meant for while it loads', async () => {
    let load: () => void = () => undefined;
    const loading = new Promise<void>((resolve) => (load = resolve));
    const { service } = setUp({ load: () => loading });
    await until(service, (state) => state.menu.models.length > 0);
    const { backend, menu } = service.getSnapshot();
    expect(backend.phase).toBe('starting');
    expect(menu).toMatchObject({ defaultId: 'model', models: [{ modalities: ['MR'], regions: [] }] });
    load();
    await until(service, (state) => state.backend.phase === 'ready');
  });

  it('loads what is chosen and lists what there is', async () => {
    const { service } = setUp();
    await until(service, (state) => state.menu.models.length > 0);
    expect(service.getSnapshot().menu).toMatchObject({ models: [{ id: 'model' }], provider: 'auto' });
    await service.startModel({ provider: 'wasm' });
    expect(service.getSnapshot().backend).toMatchObject({
      phase: 'ready',
      report: { provider: 'wasm', reasons: [said('backend.reasons.chosen')] },
    });
    expect(service.getSnapshot().menu.provider).toBe('wasm');
    await service.startModel({ modelId: 'nobody' });
    expect(service.getSnapshot().backend).toMatchObject({ phase: 'failed' });
  });

  it('copies diagnostics that name no patient', async () => {
    const { host, service } = setUp();
    host.context_ = {
      kind: 'segment',
      series: { ...series, description: 'DOE^JOHN', key: '1.2.840.99', studyKey: '1.2.840.98' },
      segment: { ...segment, label: 'Secret', segmentationLabel: 'Secret too' },
      segments: [{ ...segment, label: 'Secret' }],
    };
    host.seriesKey = host.context_.series.key;
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    const { text, copied } = await service.copyDiagnostics();
    expect(copied).toBe(true);
    expect(host.copied).toBe(text);
    expect(text).toMatch(/provider: wasm, 1 threads/);
    expect(text).toMatch(/series: MR ABDOMEN, 8 × 8 × 6/);
    expect(text).toMatch(/slices: 5 of 5/);
    expect(text).not.toMatch(/DOE|1\.2\.840|Secret|T2/);
  });
});

describe('entering and leaving', () => {
  it.each([
    ['any action', (service: FewShotLmsService) => service.activateSegment(1)],
    ['a start of the model', (service: FewShotLmsService) => service.startModel()],
  ])('comes with %s where no mode has entered, and happens once', async (_, act) => {
    const host = new FakeHost();
    const service = new FewShotLmsService(serviceParts(host, () => new FakeWorker(fakeHandlers())));
    opened.push(service);
    expect(host.listener).toBeUndefined();
    await act(service);
    const { listener } = host;
    expect(listener).toBeDefined();
    service.ensureEntered();
    await service.activateSegment(2);
    expect(host.listener).toBe(listener);
    service.leave();
    expect(host.listener).toBeUndefined();
  });

  it('does not bring back what was deleted as a whole', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    service.leave();
    service.enter();
    await until(service, () => host.restored.length === 1);
    host.listener!.onSegmentationRemoved('seg');
    host.keep = () => null;
    service.leave();
    service.enter();
    await settled();
    expect(host.restored).toHaveLength(1);
  });

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

  it('keeps the other segmentations where one cannot be read, and ends all the same', async () => {
    const { host, service, workers } = setUp();
    const complaints = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    host.context_ = {
      ...host.context_,
      segment: { ...segment, segmentationId: 'broken', key: 'broken#1' },
    } as never;
    host.listener!.onContext();
    await service.propagate();
    const keep = host.keep;
    host.keep = (id) => {
      if (id === 'broken') throw new UserError('no such image');
      return keep(id);
    };
    service.leave();
    host.keep = keep;
    expect(complaints).toHaveBeenCalledTimes(1);
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    host.context_ = { kind: 'no-segment', series };
    service.enter();
    await until(service, () => host.restored.length === 1);
    expect(host.restored[0].segmentationId).toBe('seg');
    complaints.mockRestore();
  });

  it('brings segmentations back that the viewer has thrown away, on their own series only', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    service.leave();
    const context = host.context_;
    host.context_ = { kind: 'no-segment', series: { ...series, key: 'another series' } };
    service.enter();
    await new Promise((resolve) => setTimeout(resolve));
    expect(host.restored).toHaveLength(0);
    host.context_ = context;
    host.listener!.onContext();
    await until(service, () => host.restored.length === 1);
    expect(host.restored[0].segmentationId).toBe('seg');
    expect(roles(service.getSnapshot())).toContain('propagated');
  });

  it('makes the segmentation active again that was so, not the one that comes back last', async () => {
    const { host, service } = setUp();
    const activeId = () => {
      const { context } = service.getSnapshot();
      return context.kind === 'segment' ? context.segment.segmentationId : null;
    };
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    host.activateSegmentation('second');
    await service.propagate();
    host.activateSegmentation('third');
    await service.propagate();
    host.activateSegmentation('second');
    service.leave();
    // As the viewer does it: what is created becomes the active one.
    const restore = host.restore;
    host.restore = async (kept) => {
      const came = await restore(kept);
      if (came) host.activateSegmentation(kept.segmentationId);
      return came;
    };
    service.enter();
    await until(service, () => host.restored.length === 3);
    await new Promise((resolve) => setTimeout(resolve));
    expect(host.restored.map(({ segmentationId }) => segmentationId)).toEqual(['seg', 'second', 'third']);
    expect(activeId()).toBe('second');
  });

  it('forgets them when another study is opened', async () => {
    const { host, service } = setUp();
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    service.leave();
    host.context_ = { kind: 'no-segment', series: { ...series, studyKey: 'another study' } };
    service.enter();
    await new Promise((resolve) => setTimeout(resolve));
    expect(host.restored).toHaveLength(0);
    expect(service.getSnapshot().segments).toEqual({});
    expect(host.forgotten).toEqual(['seg']);
  });

  it('cancels a run that goes on when the mode is left', async () => {
    const parts: Parts = setUp({
      before: (slice) => (slice === 1 ? parts.service.leave() : undefined),
    });
    parts.host.draw(2, 1, 3, 3, 2);
    await parts.service.propagate();
    expect(parts.service.getSnapshot().run.phase).toBe('cancelled');
  });
});

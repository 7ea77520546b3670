import { readSeries, type SeriesVolume } from '@few-shot-lms/dicom-seg';
import { makeSeries } from '@few-shot-lms/dicom-seg/testing';
import type { SegSource } from '../saving/SegSource';
import { SegWriter } from '../saving/SegWriter';
import type { OpenedSeg } from '../opening/OpenedSeg';
import { SegReader } from '../opening/SegReader';
import type { ViewerHost } from '../ohif/ViewerHost';
import type { SessionEvent } from '../state/events';
import { EMPTY_MASK } from '../state/maskFingerprint';
import { outdatedTargets, planPropagation, planUpdate } from '../state/runPlan';
import { activeEnds, runChoices } from '../state/selectors';
import { segmentView } from '../state/segmentView';
import { segmentSession, type SegEncoding, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import { unsaved } from '../state/unsaved';
import { segmentKey } from '../state/viewerContext';
import { COLUMNS, FakeHost, ROWS, segment, SLICES } from '../testing/FakeHost';
import { CONTEXT, edited, planned, play, runEvents, sessionWith } from '../testing/sessionWith';
import { segWorkerPort } from '../testing/segWorkerPort';
import { LabelReader } from './LabelReader';
import { SegOpener } from './SegOpener';
import { SegSaver } from './SegSaver';

const key = segment.key;
const openedKey = segmentKey('opened', 1);
const OPENED = {
  ...CONTEXT,
  segment: { ...segment, segmentationId: 'opened', key: openedKey },
  segments: [{ ...segment, segmentationId: 'opened', key: openedKey }],
};

/**
 * Slice 2 drawn. 0: without the object, found once more after 1 was erased; 3 cleared; 4: without the object, found right; 5:
 * beyond the end.
 */
function session(): SessionState {
  const drawn = sessionWith([0, 0, 50, 0, 0, 0]);
  const { targets } = planPropagation(drawn, CONTEXT);
  const run = runEvents(1, targets, (slice) => ([1, 3].includes(slice) ? 10 + slice : 0)).map(
    (event): SessionEvent =>
      event.type === 'run-slice' && event.slice === 5 ? { ...event, status: 'beyond-end' } : event,
  );
  const erased = edited(play(drawn, ...run), 1, 0);
  const updated = play(erased, ...runEvents(2, outdatedTargets(erased, CONTEXT), () => 0));
  return play(
    updated,
    { type: 'checked', segmentKey: key, slice: 4, checked: true },
    { type: 'cleared', runId: 3, segmentKey: key, slices: [3], ends: [] },
  );
}

/** The labelmap of the first segment, as `mask` in sessionWith has it. */
function planesOf(state: SessionState): Uint8Array[] {
  const masks = segmentSession(state, key).masks;
  return masks.map(({ voxels }) => new Uint8Array(ROWS * COLUMNS).fill(1, 0, voxels));
}

let volume: SeriesVolume;
beforeAll(async () => {
  volume = await readSeries(makeSeries({ columns: COLUMNS, rows: ROWS, slices: SLICES }).files);
});

/** Saves the first segment, and opens the file again as another segmentation. */
async function reopened(before: SessionState, encoding: SegEncoding): Promise<SessionState> {
  const fake = new FakeHost();
  fake.planes = planesOf(before);
  const { instances } = volume;
  const images = instances.map(({ sopInstanceUid }) => ({ sopInstanceUid }));
  const { geometry } = volume.volume;
  const labelmap = Uint8Array.from(fake.planes.flatMap((plane) => [...plane]));
  const source: SegSource = { label: 'Seg', instances, geometry, labelmaps: [labelmap], segments: [segment] };
  let saved: ArrayBuffer | undefined;
  let seg: OpenedSeg | undefined;
  const host = Object.assign(fake, {
    segSource: () => source,
    segTarget: () => ({ geometry, instances: images, seriesInstanceUid: volume.seriesInstanceUid }),
    download: (bytes: ArrayBuffer) => void (saved = bytes),
    loadedSeg: () => seg?.loaded ?? null,
    openSegmentation: async (_: unknown, opened: OpenedSeg) => {
      seg = opened;
      const [{ runs }] = opened.segments;
      fake.planes = runs.map((ends) => {
        const plane = new Uint8Array(ROWS * COLUMNS);
        for (let n = 0; n < ends.length; n += 2) plane.fill(1, ends[n], ends[n + 1]);
        return plane;
      });
      return 'opened';
    },
  }) as unknown as ViewerHost;
  const store = new Store<SessionState, SessionEvent>({ ...before, encoding }, transition);
  const parts = { host, store, now: () => 0, nextRunId: () => 9 };
  const labels = new LabelReader(parts, (error) => {
    throw error;
  });
  const saver = new SegSaver(
    parts,
    labels,
    async (wanted) => wanted.map(() => null),
    new SegWriter(segWorkerPort),
  );
  await saver.save('file');
  expect(store.getSnapshot().saving).toMatchObject({ phase: 'saved' });
  const opener = new SegOpener(parts, labels, new SegReader(segWorkerPort));
  await opener.open({ file: { name: 'seg.dcm', arrayBuffer: async () => saved! } }, 'start');
  if (encoding === 'FRACTIONAL') await opener.answerThreshold(0.5);
  expect(store.getSnapshot().opening).toMatchObject({ phase: 'opened', segments: 1 });
  store.dispatch({ type: 'context', context: OPENED });
  return store.getSnapshot();
}

const roles = (state: SessionState, of: string) => segmentView(state, of).slices.map(({ role }) => role);

describe.each(['LABELMAP', 'BINARY', 'FRACTIONAL'] as const)('saved as %s and opened again', (encoding) => {
  it('every slice is what it was, empty or not, and nothing is out of date', async () => {
    const before = session();
    const state = await reopened(before, encoding);
    expect(roles(before, key)).toEqual(['absent', 'erased', 'drawn', 'cleared', 'absent', 'beyond-end']);
    expect(roles(state, openedKey)).toEqual(roles(before, key));
    expect(runChoices(state)).toEqual({ again: true, outdated: 0, updateNext: false, resumable: false });
    expect(segmentView(state, openedKey).slices.map(({ stale }) => stale)).not.toContain(true);
    expect(segmentView(state, openedKey).slices[4].scores).toMatchObject({ presence: 0.9, trust: 0.56 });
  });

  it('what was erased stays erased, and what was checked stays checked', async () => {
    const state = await reopened(session(), encoding);
    const checked = segmentView(state, openedKey).slices.map((slice) => slice.checked);
    expect(checked).toEqual([false, false, false, false, true, false]);
    expect(() => planUpdate(state, OPENED)).toThrow(/up to date/);
    expect(planned(planPropagation(state, OPENED).targets)[openedKey]).toEqual([0, 3, 5]);
    // Also where everything is out of date; unlocked, it is filled like any other.
    const masks = segmentSession(state, openedKey).masks;
    const redrawn = play(state, {
      type: 'masks',
      masks: {
        [openedKey]: masks.map((mask) => (mask === EMPTY_MASK ? mask : { voxels: 4, hash: 'other' })),
      },
    });
    expect(planUpdate(redrawn, OPENED).targets[0]).toMatchObject({ slices: [0, 5], erased: [1] });
    const unlocked = play(redrawn, {
      type: 'decided',
      segmentKey: openedKey,
      slice: 1,
      decision: 'released',
    });
    expect(planUpdate(unlocked, OPENED).targets[0]).toMatchObject({ slices: [0, 1, 5], erased: [] });
  });

  it('the ends that were found are there again', async () => {
    const state = await reopened(session(), encoding);
    expect(activeEnds(state)).toEqual([
      { side: 'low', slice: 2, moved: false },
      { side: 'high', slice: 2, moved: false },
    ]);
  });

  it('nothing of it counts as unsaved, until it is decided otherwise about a slice', async () => {
    const state = await reopened(session(), encoding);
    expect(unsaved(state, 'opened')).toBeNull();
    const check = { type: 'checked', segmentKey: openedKey, slice: 0, checked: true } as const;
    expect(unsaved(play(state, check), 'opened')).toBe('changed');
    expect(unsaved(play(state, check, { ...check, checked: false }), 'opened')).toBeNull();
    const release = { type: 'decided', segmentKey: openedKey, slice: 2, decision: 'released' } as const;
    expect(unsaved(play(state, release), 'opened')).toBe('changed');
  });

  it('saved once more, it says the same', async () => {
    const once = await reopened(session(), encoding);
    const { segments } = once;
    expect(Object.keys(segments[openedKey].provenance.outcomes)).toEqual(['0', '1', '3', '4', '5']);
    const twice = await reopened(
      { ...once, context: CONTEXT, segmentations: {}, segments: { [key]: segments[openedKey] } },
      encoding,
    );
    expect(twice.segments[openedKey].provenance).toEqual(segments[openedKey].provenance);
    expect(twice.segments[openedKey].checked).toEqual(segments[openedKey].checked);
  });
});

it('a find that has gone to other segments altogether is not missing', async () => {
  const drawn = sessionWith([0, 0, 50, 0, 0, 0]);
  const run = runEvents(1, planPropagation(drawn, CONTEXT).targets, (slice) => 10 + slice).map(
    (event): SessionEvent =>
      event.type === 'run-slice' && event.slice === 4 ? { ...event, masks: { [key]: EMPTY_MASK } } : event,
  );
  const state = await reopened(play(drawn, ...run), 'BINARY');
  expect(roles(state, openedKey)).toEqual([
    ...Array(2).fill('propagated'),
    'drawn',
    'propagated',
    'empty',
    'propagated',
  ]);
  expect(runChoices(state).outdated).toBe(0);
});

it('what no run has done yet is missing all the same, but does not ask for it', async () => {
  const drawn = sessionWith([0, 0, 50, 0, 0, 0]);
  const { targets } = planPropagation(drawn, CONTEXT);
  const part = play(
    drawn,
    ...runEvents(
      1,
      targets,
      () => 7,
      'done',
      (slice) => slice === 1 || slice === 3,
    ),
  );
  const state = await reopened(part, 'LABELMAP');
  expect(roles(state, openedKey)).toEqual(['empty', 'propagated', 'drawn', 'propagated', 'empty', 'empty']);
  expect(runChoices(state)).toMatchObject({ again: true, outdated: 3, updateNext: false });
  expect(activeEnds(state)).toEqual([]);
  // What an update finds out of the empty slices is not in the SEG, though not a voxel changes.
  expect(unsaved(state, 'opened')).toBeNull();
  const updated = play(state, ...runEvents(5, planUpdate(state, OPENED).targets, () => 0));
  expect(segmentSession(updated, openedKey).masks).toEqual(segmentSession(state, openedKey).masks);
  expect(unsaved(updated, 'opened')).toBe('changed');
});

import { readSeg } from '@few-shot-lms/dicom-seg';
import { UserError, type SliceScores } from '@few-shot-lms/engine';
import { parsePart10 } from '@few-shot-lms/dicom-seg/testing';
import { NotListedError } from '../ohif/NotListedError';
import type { StoredFile, ViewerHost } from '../ohif/ViewerHost';
import type { SessionEvent } from '../state/events';
import { loadedSeg } from '../saving/LoadedSeg';
import { SegWriter } from '../saving/SegWriter';
import { EMPTY_MASK, maskFingerprint } from '../state/maskFingerprint';
import { segmentView } from '../state/segmentView';
import { initialState, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import { unsaved } from '../state/unsaved';
import type { SegmentSummary, SeriesSummary } from '../state/viewerContext';
import { geometry, segSource, SERIES_UID } from '../testing/segSource';
import { segWorkerPort } from '../testing/segWorkerPort';
import type { SliceOfRun } from '../worker/SliceOfRun';
import type { SoftMask } from '../worker/SoftStore';
import type { LabelReader } from './LabelReader';
import { SegSaver } from './SegSaver';

const target = () => ({ geometry, instances: segSource().instances, seriesInstanceUid: SERIES_UID });

const segment = (index: number, label: string): SegmentSummary => ({
  key: `seg#${index}`,
  segmentationId: 'seg',
  segmentationLabel: 'Seg',
  index,
  label,
  colour: [1, 2, 3],
  locked: false,
});

/** A saver with a viewer that has one segmentation, whose masks the test can change. */
function setUp() {
  const store = new Store<SessionState, SessionEvent>(initialState(''), transition);
  const stored: StoredFile[] = [];
  const downloads: { bytes: ArrayBuffer; name: string }[] = [];
  const trouble: { error: Error | undefined } = { error: undefined };
  let pending: { arrived(): Promise<void> } | undefined;
  /** The archive takes the next file and does not answer until it is told to. */
  const hang = () => {
    let answer: () => void = () => undefined;
    const sent = new Promise<void>((tell) => {
      const answered = new Promise<void>((resolve) => (answer = resolve));
      pending = {
        arrived: () => {
          pending = undefined;
          tell();
          return answered;
        },
      };
    });
    return { sent, answer: () => answer() };
  };
  /** Instance numbers that the viewer knows in a series. */
  const numbers = new Map<string, readonly number[]>();
  const labels = { Liver: 'Liver' };
  const host = {
    segSource: () => {
      const source = segSource();
      const named = source.segments.map((one) => (one.index === 1 ? { ...one, label: labels.Liver } : one));
      return { ...source, segments: named };
    },
    segNumbers: (uid: string) => numbers.get(uid) ?? [],
    segStoreSettings: () => ({ encoding: 'LABELMAP', compressed: true }),
    store: async (file: StoredFile) => {
      if (trouble.error) throw trouble.error;
      stored.push(file);
      await pending?.arrived();
    },
    download: (bytes: ArrayBuffer, name: string) => void downloads.push({ bytes, name }),
  } as unknown as ViewerHost;
  const segments = [segment(1, 'Liver'), segment(3, 'Spleen')];
  store.dispatch({
    type: 'context',
    context: { kind: 'segment', series: {} as SeriesSummary, segment: segments[0], segments },
  });
  let shape = 3;
  const read = () => {
    const drawn = maskFingerprint(new Uint8Array(35).fill(1, 0, shape), 1);
    const masks = [EMPTY_MASK, drawn, EMPTY_MASK, EMPTY_MASK];
    store.dispatch({ type: 'masks', masks: { 'seg#1': masks, 'seg#3': masks.map(() => EMPTY_MASK) } });
    return null;
  };
  const session = { host, store, now: () => 0, nextRunId: () => 1 };
  const asked: SliceOfRun[] = [];
  const soft = new Map<string, SoftMask>();
  const softMasks = async (wanted: readonly SliceOfRun[]) => {
    asked.push(...wanted);
    return wanted.map(({ segmentKey, slice }) => soft.get(`${segmentKey} ${slice}`) ?? null);
  };
  const writer = new SegWriter(segWorkerPort);
  const saver = new SegSaver(session, { read } as unknown as LabelReader, softMasks, writer);
  const draw = () => void shape++;
  const rename = (label: string) => void (labels.Liver = label);
  return { saver, store, stored, downloads, trouble, draw, read, rename, numbers, asked, soft, hang };
}

/** Run 7 fills slice 1 of the first segment with the shape that is there. */
function fill(store: Store<SessionState, SessionEvent>, scores: SliceScores): void {
  const filled = maskFingerprint(new Uint8Array(35).fill(1, 0, 3), 1);
  const run = {
    runId: 7,
    kind: 'propagate' as const,
    segmentationId: 'seg',
    seriesKey: 's',
    targets: [],
    movedEnd: null,
    standing: {},
    continued: null,
  };
  const algorithm = { modelId: 'm', modelTitle: 'M', modelVersion: '1', modelHashes: {} };
  store.dispatch({ type: 'run-preparing', run, step: 'model', done: 0, total: 1 });
  store.dispatch({ type: 'run-started', runId: 7, atMs: 0, algorithm });
  store.dispatch({
    type: 'run-slice',
    runId: 7,
    segmentKey: 'seg#1',
    slice: 1,
    status: 'propagated',
    scores,
    masks: { 'seg#1': filled },
    atMs: 1,
  });
  store.dispatch({ type: 'run-ended', runId: 7, how: 'done', atMs: 2 });
}

const dataset = ({ bytes }: { bytes: ArrayBuffer }) =>
  parsePart10(new Uint8Array(bytes), { pixelData: false }).dataset;

beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

const unsavedIn = (store: Store<SessionState, SessionEvent>) => unsaved(store.getSnapshot(), 'seg');

it.each(['store', 'file'] as const)('counts as saved once it is, to the %s', async (to) => {
  const { saver, store, trouble, draw } = setUp();
  if (to === 'store') {
    trouble.error = new Error('full');
    await saver.save(to);
    expect(unsavedIn(store)).toBe('never');
    trouble.error = undefined;
  }
  await saver.save(to);
  expect(unsavedIn(store)).toBeNull();
  draw();
  await saver.save(to);
  expect(unsavedIn(store)).toBeNull();
});

it('counts as saved where the archive took it but does not list it; the next attempt sends the same file', async () => {
  const { saver, store, stored, downloads, trouble } = setUp();
  trouble.error = new NotListedError('reload the study');
  await saver.save('store');
  expect(store.getSnapshot().saving).toEqual({ phase: 'failed', message: 'reload the study' });
  expect(unsavedIn(store)).toBeNull();
  trouble.error = undefined;
  await saver.save('file');
  await saver.save('store');
  expect(stored[0].bytes).toBe(downloads[0].bytes);
});

it('does not count as saved what was drawn while the archive took its time', async () => {
  const { saver, store, draw, hang, read } = setUp();
  const { sent, answer } = hang();
  const saving = saver.save('store');
  await sent;
  draw();
  read();
  answer();
  await saving;
  expect(unsavedIn(store)).toBe('changed');
});

it('saving again makes a new instance in the same series', async () => {
  const { saver, store, stored } = setUp();
  await saver.save('store');
  await saver.save('store');
  const [first, second] = stored.map(dataset);
  expect(second.SeriesInstanceUID).toBe(first.SeriesInstanceUID);
  expect([first.InstanceNumber, second.InstanceNumber]).toEqual([1, 2]);
  expect(second.SOPInstanceUID).not.toBe(first.SOPInstanceUID);
  expect(stored[1]).toMatchObject({
    sopInstanceUid: second.SOPInstanceUID,
    seriesInstanceUid: second.SeriesInstanceUID,
  });
  expect(store.getSnapshot().saving).toMatchObject({ phase: 'saved', to: 'store' });
  // Where it lies is remembered as plain data.
  expect(store.getSnapshot().segmentations.seg.place).not.toBeNull();
  expect(store.getSnapshot()).toEqual(JSON.parse(JSON.stringify(store.getSnapshot())));
});

it('a segment keeps its tracking identifier over all SEGs', async () => {
  const { saver, stored } = setUp();
  await saver.save('store');
  await saver.save('store');
  const [first, second] = stored.map(
    (file) => (dataset(file).SegmentSequence as { TrackingUID: string }[])[0].TrackingUID,
  );
  expect(second).toBe(first);
});

it('a segment keeps the name that it is followed by, also after it was called something else', async () => {
  const { saver, stored, rename } = setUp();
  await saver.save('store');
  rename('Spleen');
  await saver.save('store');
  const [first, second] = stored.map((file) =>
    (dataset(file).SegmentSequence as Record<string, string>[]).map(
      ({ SegmentLabel, TrackingID, TrackingUID }) => [SegmentLabel, TrackingID, TrackingUID],
    ),
  );
  expect(first[0].slice(0, 2)).toEqual(['Liver', 'Liver']);
  expect(second[0]).toEqual(['Spleen', 'Liver', first[0][2]]);
  expect(second[1]).toEqual(first[1]);
});

it('a segment of an opened SEG is followed by what that SEG says', async () => {
  const { saver, store, stored } = setUp();
  const tracking = { trackingUid: '1.2.77', trackingId: 'Lesion 5' };
  const loaded = { number: 1, label: 'Liver', algorithmType: 'MANUAL' as const, ...tracking };
  store.dispatch({
    type: 'seg-loaded',
    segmentationId: 'seg',
    seg: { place: null, segments: new Map([[1, loaded]]), origins: new Map() },
  });
  await saver.save('store');
  expect((dataset(stored[0]).SegmentSequence as unknown[])[0]).toMatchObject({
    TrackingUID: '1.2.77',
    TrackingID: 'Lesion 5',
  });
  expect(store.getSnapshot().segments['seg#1'].tracking).toEqual(tracking);
});

it('keeps the SEG that the archive did not take: the next attempt and the download are the same file', async () => {
  const { saver, store, stored, downloads, trouble } = setUp();
  trouble.error = new UserError('the archive is full');
  await saver.save('store');
  expect(store.getSnapshot().saving).toEqual({ phase: 'failed', message: 'the archive is full' });
  await saver.save('file');
  trouble.error = undefined;
  await saver.save('store');
  expect(stored).toHaveLength(1);
  expect(stored[0].bytes).toBe(downloads[0].bytes);
  expect(dataset(stored[0]).InstanceNumber).toBe(1);
});

it('can be stopped while the archive does not answer; the next attempt sends the same file', async () => {
  const { saver, store, stored, hang } = setUp();
  const { sent, answer } = hang();
  const saving = saver.save('store');
  await sent;
  saver.stop();
  await saving;
  expect(store.getSnapshot().saving).toMatchObject({
    phase: 'failed',
    message: expect.stringMatching(/^Stopped/),
  });
  expect(stored).toHaveLength(1);
  await saver.save('store');
  expect(store.getSnapshot().saving).toMatchObject({ phase: 'saved' });
  expect(stored[1].bytes).toBe(stored[0].bytes);
  answer();
});

it('stores nothing when it is stopped before it is written', async () => {
  const { saver, store, stored, downloads } = setUp();
  for (const to of ['store', 'file'] as const) {
    const saving = saver.save(to);
    saver.stop();
    await saving;
    // What goes on behind a stop must not say that it is saving.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(store.getSnapshot().saving.phase).toBe('failed');
  }
  await saver.save('file');
  expect([stored, downloads].map(({ length }) => length)).toEqual([0, 1]);
});

it('is written anew when something has changed since', async () => {
  const { saver, store, stored, trouble, draw } = setUp();
  trouble.error = new UserError('no');
  await saver.save('store');
  draw();
  await saver.save('store');
  store.dispatch({ type: 'structure', segmentKey: 'seg#1', structure: 'kidney-left' });
  await saver.save('store');
  store.dispatch({ type: 'encoding', encoding: 'BINARY' });
  trouble.error = undefined;
  await saver.save('store');
  const { InstanceNumber, SegmentationType, SegmentSequence } = dataset(stored[0]);
  // Every one of them may have reached the archive although its answer did not come.
  expect([InstanceNumber, SegmentationType]).toEqual([4, 'BINARY']);
  const [first] = SegmentSequence as { SegmentLabel: string; SegmentedPropertyTypeCodeSequence: unknown }[];
  expect(first.SegmentLabel).toBe('Liver');
  expect(JSON.stringify(first.SegmentedPropertyTypeCodeSequence)).toContain('64033007');
});

it('goes on in the series of the SEG that was opened', async () => {
  const { saver, store, stored } = setUp();
  const place = { seriesInstanceUid: '1.2.8', seriesNumber: 7, instanceNumber: 4 };
  store.dispatch({
    type: 'seg-loaded',
    segmentationId: 'seg',
    seg: { place, segments: new Map(), origins: new Map() },
  });
  await saver.save('store');
  expect(dataset(stored[0])).toMatchObject({
    SeriesInstanceUID: '1.2.8',
    InstanceNumber: 5,
    SeriesNumber: 7,
  });
});

it('gives no number twice where one SEG was opened twice, nor one that the viewer has come to know since', async () => {
  const { saver, store, stored, numbers } = setUp();
  const place = { seriesInstanceUid: '1.2.8', seriesNumber: 7, instanceNumber: 4 };
  for (const segmentationId of ['seg', 'again']) {
    store.dispatch({
      type: 'seg-loaded',
      segmentationId,
      seg: { place, segments: new Map(), origins: new Map() },
    });
  }
  const saved = { ...place, instanceNumber: 5 };
  store.dispatch({ type: 'seg-placed', segmentationId: 'again', place: saved, tracking: {} });
  await saver.save('store');
  numbers.set('1.2.8', [9]);
  await saver.save('store');
  expect(stored.map((file) => dataset(file).InstanceNumber)).toEqual([6, 10]);
});

it('keeps in the SEG which filled slices were checked, and saves anew when that changes', async () => {
  const { saver, store, stored } = setUp();
  const scores = { presence: 1, certainty: 1, agreement: 1, way: 0.75, trust: 0.5 };
  fill(store, scores);
  await saver.save('store');
  store.dispatch({ type: 'checked', segmentKey: 'seg#1', slice: 1, checked: true });
  expect(store.getSnapshot().saving.phase).toBe('idle');
  await saver.save('store');
  const [before, after] = stored.map((file) => loadedSeg(dataset(file), segSource().instances));
  expect(before.origins.get(1)?.get(1)).toEqual({ kind: 'propagated', scores });
  expect(after.origins.get(1)?.get(1)).toEqual({ kind: 'propagated', scores, checked: true });

  const { masks } = store.getSnapshot().segments['seg#1'];
  const opened = (seg: typeof after) =>
    transition(transition(initialState(''), { type: 'masks', masks: { 'seg#1': masks } }), {
      type: 'seg-loaded',
      segmentationId: 'seg',
      seg,
    });
  const view = (seg: typeof after) => segmentView(opened(seg), 'seg#1').slices[1];
  expect(view(after)).toMatchObject({ role: 'propagated', scores, checked: true });
  expect(view(before)).toMatchObject({ role: 'propagated', scores, checked: false });
});

it('reports what went wrong as a sentence, also where it should not have', async () => {
  const { saver, store, trouble } = setUp();
  trouble.error = new TypeError('x is undefined');
  await saver.save('store');
  expect(store.getSnapshot().saving).toMatchObject({
    phase: 'failed',
    message: expect.stringMatching(/should not have \(x is undefined\)/),
  });
});

it('saves the probabilities of filled slices, 1 where a slice was drawn, and says who has none', async () => {
  const { saver, store, downloads, asked, soft } = setUp();
  fill(store, { presence: 1, certainty: 1, agreement: 1, trust: 1 });
  store.dispatch({ type: 'encoding', encoding: 'FRACTIONAL' });
  soft.set('seg#1 1', { left: 1, top: 0, width: 2, values: Uint8Array.from([255, 64]) });
  await saver.save('file');
  expect(asked).toEqual([{ segmentKey: 'seg#1', slice: 1, token: 'run 7' }]);
  const { dataset: header, pixelData } = parsePart10(new Uint8Array(downloads[0].bytes), { pixelData: true });
  expect(header).toMatchObject({ SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'PROBABILITY' });
  expect(header.NumberOfFrames).toBe(2);
  expect(pixelData).toHaveLength(2);
  expect(store.getSnapshot().saving).toMatchObject({
    phase: 'saved',
    hard: [{ label: 'Spleen', filled: 0, missing: 0 }],
  });
  const seg = await readSeg(new Uint8Array(downloads[0].bytes), target(), { threshold: 0.2 });
  const at = (value: number) =>
    seg.labelmap.reduce<number[]>((all, v, n) => (v === value ? [...all, n] : all), []);
  // Segment 1 as the run has it (64/255 is above the threshold), segment 3 as it was drawn.
  expect(at(1)).toEqual([36, 37]);
  expect(at(2).length + at(3).length).toBe(1);

  soft.clear();
  store.dispatch({ type: 'structure', segmentKey: 'seg#1', structure: 'spleen' });
  await saver.save('file');
  expect(store.getSnapshot().saving).toMatchObject({
    hard: [
      { label: 'Liver', filled: 1, missing: 1 },
      { label: 'Spleen', filled: 0, missing: 0 },
    ],
  });
});

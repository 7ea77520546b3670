import type { SessionEvent } from '../state/events';
import { initialState, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import { segmentKey } from '../state/viewerContext';
import { FakeHost, segment, series } from '../testing/FakeHost';
import { SegmentationKeeper } from './SegmentationKeeper';

const second = { ...series, key: 'second series' };
const prior = { ...series, key: 'prior', studyKey: 'earlier study' };

/** Drawings on two series of a study are kept, and the mode is left. */
function setUp() {
  const host = new FakeHost();
  const store = new Store<SessionState, SessionEvent>(initialState(''), transition);
  const session = { host, store, now: () => 0, nextRunId: () => 1 };
  const keeper = new SegmentationKeeper(session);
  const { keep } = host;
  for (const { key } of [series, second]) {
    const drawn = { ...segment, segmentationId: `on ${key}`, key: segmentKey(`on ${key}`, 1) };
    const context = { kind: 'segment', series, segment: drawn, segments: [drawn] } as const;
    store.dispatch({ type: 'context', context });
    store.dispatch({ type: 'masks', masks: { [drawn.key]: [{ voxels: 1, hash: '1' }] } });
  }
  host.keep = (id) => ({ ...keep(id)!, imageIds: [id.slice('on '.length)] });
  keeper.keep();
  const show = async (shown: typeof series) => {
    host.context_ = { kind: 'no-segment', series: shown };
    store.dispatch({ type: 'context', context: host.context_ });
    await keeper.restore();
  };
  const back = () => host.restored.map(({ segmentationId }) => segmentationId);
  return { host, store, keeper, show, back };
}

it('waits with what is on another series while a prior of another study is shown', async () => {
  const { host, show, back } = setUp();
  host.loadedStudies = () => [series.studyKey, prior.studyKey];
  await show(series);
  await show(prior);
  expect(host.forgotten).toEqual([]);
  await show(second);
  expect(back()).toEqual(['on series', 'on second series']);
});

it('forgets what belongs to a study that is not open any more', async () => {
  const { host, show, back } = setUp();
  await show(prior);
  expect(host.forgotten).toEqual(['on series', 'on second series']);
  await show(series);
  expect(back()).toEqual([]);
});

describe('what has come back', () => {
  const drawn = segmentKey('on series', 1);

  it('does so again after a mode that has thrown it away before it could be kept, as it was', async () => {
    const { host, store, keeper, show, back } = setUp();
    const before = store.getSnapshot().segments[drawn];
    await show(series);
    await show(series);
    expect(back()).toEqual(['on series']);
    store.dispatch({ type: 'masks', masks: { [drawn]: [{ voxels: 2, hash: '2' }] } });
    store.dispatch({ type: 'takes-part', segmentKey: drawn, takesPart: false });
    host.keep = () => null;
    keeper.keep();
    expect(store.getSnapshot().segments[drawn]).toEqual(before);
    await show(series);
    expect(back()).toEqual(['on series', 'on series']);
  });

  it('goes on in the series that it was saved into before it was thrown away', async () => {
    const { host, store, keeper, show } = setUp();
    const before = store.getSnapshot();
    await show(series);
    const place = { seriesInstanceUid: '1.2.8', instanceNumber: 1 };
    const tracking = { trackingUid: '1.2.9', trackingId: 'Liver' };
    store.dispatch({
      type: 'seg-placed',
      segmentationId: 'on series',
      place,
      tracking: { [drawn]: tracking },
    });
    host.keep = () => null;
    keeper.keep();
    const { segmentations, segments } = store.getSnapshot();
    expect(segmentations['on series']).toEqual({ ...before.segmentations['on series'], place });
    expect(segments[drawn]).toEqual({ ...before.segments[drawn], tracking });
  });

  it('is kept as it is then, once it can be', async () => {
    const { host, keeper, show } = setUp();
    await show(series);
    const { keep } = host;
    host.keep = (id) => ({ ...keep(id)!, label: 'Renamed' });
    keeper.keep();
    await show(series);
    expect(host.restored.map(({ label }) => label)).toEqual(['Segmentation 1', 'Renamed']);
  });

  it('does not where it was deleted, as a whole or segment by segment', async () => {
    const { host, store, keeper, show, back } = setUp();
    await show(series);
    await show(second);
    store.dispatch({ type: 'segmentation-removed', segmentationId: 'on series' });
    const segmentation = { segmentationId: 'on second series', indices: [] };
    store.dispatch({ type: 'context', context: { kind: 'no-segment', series: second, segmentation } });
    host.keep = () => null;
    keeper.keep();
    await show(series);
    await show(second);
    expect(back()).toEqual(['on series', 'on second series']);
  });

  it('does not where it was deleted, whatever is said of it later', async () => {
    const { host, store, keeper, show, back } = setUp();
    await show(series);
    store.dispatch({ type: 'segmentation-removed', segmentationId: 'on series' });
    keeper.drop('on series');
    store.dispatch({ type: 'takes-part', segmentKey: drawn, takesPart: true });
    host.keep = () => null;
    keeper.keep();
    await show(series);
    expect(back()).toEqual(['on series']);
  });

  it('is brought back in the next stay where the mode was left while it came', async () => {
    const { host, keeper, show, back } = setUp();
    const { restore } = host;
    host.restore = async (kept) => {
      const came = await restore(kept);
      if (came) keeper.keep();
      return came;
    };
    await show(series);
    host.restore = restore;
    await show(series);
    expect(back()).toEqual(['on series', 'on series']);
  });
});

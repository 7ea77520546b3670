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
  return { host, show, back };
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

import { UserError } from '@few-shot-lms/engine';
import type { SessionEvent } from '../state/events';
import { initialState, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import type { ViewerContext } from '../state/viewerContext';
import { FakeHost, series, SLICES } from '../testing/FakeHost';
import type { ModelBackend } from './ModelBackend';
import { VolumeLoader } from './VolumeLoader';

const loaders: VolumeLoader[] = [];
afterEach(() => {
  for (const loader of loaders.splice(0)) loader.stop();
});

function setUp(giveVolume: () => Promise<void> = async () => undefined) {
  const host = new FakeHost();
  const store = new Store<SessionState, SessionEvent>(initialState(''), transition);
  const session = { host, store, now: () => 0, nextRunId: () => 1 };
  const backend = { holdsVolume: () => false, giveVolume } as unknown as ModelBackend;
  const limits = () => ({ volumeBytes: 2 ** 30, featureBytes: 0 });
  const loader: VolumeLoader = new VolumeLoader(session, backend, limits, () => loader.loadAhead(series));
  loaders.push(loader);
  const show = (context: ViewerContext) => store.dispatch({ type: 'context', context });
  show(host.context_);
  return { host, loader, show, ahead: () => store.getSnapshot().ahead };
}

it('says for good that an image is missing, whatever comes in after that', async () => {
  const { host, loader, ahead } = setUp();
  let late: () => void = () => undefined;
  host.beforeRead = async ({ onProgress }) => {
    late = () => onProgress(3, SLICES);
    throw new UserError('Slice 2 is missing.');
  };
  loader.loadAhead(series);
  await new Promise((resolve) => setTimeout(resolve));
  const failed = { phase: 'failed', seriesKey: series.key, message: 'Slice 2 is missing.' };
  expect(ahead()).toEqual(failed);
  late();
  expect(ahead()).toEqual(failed);
});

it('loads again for a run what could not be loaded ahead', async () => {
  const { host, loader, ahead } = setUp();
  host.beforeRead = () => Promise.reject(new UserError('Slice 2 is missing.'));
  loader.loadAhead(series);
  await new Promise((resolve) => setTimeout(resolve));
  host.beforeRead = undefined;
  await loader.ensure(series, () => undefined, new AbortController().signal);
  expect(ahead()).toMatchObject({ phase: 'ready', done: SLICES });
});

describe('an image that could not be loaded ahead', () => {
  const HOUR_MS = 3_600_000;
  const missing = () => Promise.reject(new UserError('Slice 2 is missing.'));

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** A loader that has just failed. */
  async function failed(giveVolume?: () => Promise<void>) {
    const parts = setUp(giveVolume);
    parts.host.beforeRead = giveVolume ? undefined : missing;
    parts.loader.loadAhead(series);
    await jest.advanceTimersByTimeAsync(0);
    expect([parts.ahead().phase, parts.host.volumesRead]).toEqual(['failed', 1]);
    return parts;
  }

  it('is tried again after a while, without hurry', async () => {
    const { host, loader, ahead } = await failed();
    host.beforeRead = undefined;
    await jest.advanceTimersByTimeAsync(4_000);
    // As on every event of the viewer.
    loader.loadAhead(series);
    expect([ahead().phase, host.volumesRead]).toEqual(['failed', 1]);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(ahead()).toMatchObject({ phase: 'ready', done: SLICES });
    expect(host.reads[1].urgency.urgent).toBe(false);
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    expect(host.volumesRead).toBe(2);
  });

  it('is tried again a few times only, each after a longer wait', async () => {
    const { host, loader, ahead } = await failed();
    const triedAfterMs: number[] = [];
    const startedAtMs = Date.now();
    host.beforeRead = () => {
      triedAfterMs.push(Date.now() - startedAtMs);
      return missing();
    };
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    loader.loadAhead(series);
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    expect(triedAfterMs).toEqual([5_000, 25_000, 105_000]);
    expect(ahead()).toEqual({ phase: 'failed', seriesKey: series.key, message: 'Slice 2 is missing.' });
  });

  it('is not tried again once another series is in view, but at once when its own comes back', async () => {
    const { host, loader, show, ahead } = await failed();
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    const read = host.volumesRead;
    loader.loadAhead(series);
    expect(host.volumesRead).toBe(read);
    show({ kind: 'no-segment', series: { ...series, key: 'other' } });
    show(host.context_);
    loader.loadAhead(series);
    await jest.advanceTimersByTimeAsync(0);
    expect([ahead().phase, host.volumesRead]).toEqual(['failed', read + 1]);
    show({ kind: 'no-series', reason: '' });
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    expect(host.volumesRead).toBe(read + 1);
  });

  it('is not tried again after the study was left', async () => {
    const { host, loader, ahead } = await failed();
    loader.stop();
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    expect([ahead().phase, host.volumesRead]).toEqual(['off', 1]);
  });

  it('has a run not wait for the next try, which is not made any more', async () => {
    const { host, loader, ahead } = await failed();
    host.beforeRead = undefined;
    await loader.ensure(series, () => undefined, new AbortController().signal);
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    expect([ahead().phase, host.volumesRead]).toEqual(['ready', 2]);
  });

  it('is another thing than a volume that the worker could not take, which it is not given again', async () => {
    const { host, ahead } = await failed(() => Promise.reject(new UserError('The worker stopped.')));
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    expect([ahead().phase, host.volumesRead]).toEqual(['failed', 1]);
  });
});

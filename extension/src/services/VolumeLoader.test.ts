import { UserError } from '@few-shot-lms/engine';
import type { SessionEvent } from '../state/events';
import { initialState, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import { FakeHost, series, SLICES } from '../testing/FakeHost';
import type { ModelBackend } from './ModelBackend';
import { VolumeLoader } from './VolumeLoader';

function setUp() {
  const host = new FakeHost();
  const store = new Store<SessionState, SessionEvent>(initialState(''), transition);
  const session = { host, store, now: () => 0, nextRunId: () => 1 };
  const backend = { holdsVolume: () => false, giveVolume: async () => undefined } as unknown as ModelBackend;
  const limits = () => ({ volumeBytes: 2 ** 30, featureBytes: 0 });
  const loader = new VolumeLoader(session, backend, limits);
  return { host, loader, ahead: () => store.getSnapshot().ahead };
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

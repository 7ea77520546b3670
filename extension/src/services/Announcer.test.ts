import type { SessionEvent } from '../state/events';
import type { RunOf } from '../state/runState';
import { initialState, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import { Announcer, EVENTS } from './Announcer';

const run: RunOf = {
  ...{ runId: 1, segmentationId: 'seg', seriesKey: 's' },
  kind: 'propagate',
  ...{ targets: [], movedEnd: null, standing: {}, continued: null },
};

it('tells once of a run that its listener cancels, and of the one that is started at its end', () => {
  const store = new Store<SessionState, SessionEvent>(initialState(''), transition);
  const announcer = new Announcer(store);
  const heard: string[] = [];
  const prepare = (runId: number) =>
    store.dispatch({ type: 'run-preparing', run: { ...run, runId }, step: 'model', done: 0, total: 1 });
  announcer.subscribe(EVENTS.RUN_STARTED, ({ runId }) => {
    heard.push(`started ${runId}`);
    if (runId === 1) store.dispatch({ type: 'run-cancelling', runId: 1 });
  });
  announcer.subscribe(EVENTS.RUN_ENDED, ({ runId, phase }) => {
    heard.push(`ended ${runId} ${phase}`);
    if (runId === 1) prepare(2);
  });
  prepare(1);
  expect(heard).toEqual(['started 1', 'ended 1 cancelled', 'started 2']);
});

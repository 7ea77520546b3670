import '../testing/pageFrames';
import { NOTHING_DONE, type RunState } from '../state/runState';
import type { SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { followCalmly } from './followCalmly';

function running(done: number, phase: 'running' | 'cancelling' = 'running'): RunState {
  const of = {
    runId: 1,
    kind: 'propagate',
    segmentationId: 's',
    seriesKey: 'k',
    movedEnd: null,
    targets: [],
    standing: {},
    continued: null,
  } as const;
  return { ...of, phase, startedAtMs: 0, arrivals: [], summary: { ...NOTHING_DONE, done } };
}

/** A store of the fields that matter here, and how often a listener was told. */
function followed() {
  const store = new Store(
    { run: running(0), currentSlice: 0 } as unknown as SessionState,
    (state, change: Partial<SessionState>) => ({ ...state, ...change }),
  );
  const listener = jest.fn();
  const stop = followCalmly({ follow: store.subscribe, getSnapshot: store.getSnapshot })(listener);
  return { store, listener, stop };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('followCalmly', () => {
  it('gathers the slices of a run', () => {
    const { store, listener } = followed();
    for (let done = 1; done <= 20; done++) {
      store.dispatch({ run: running(done) });
      jest.advanceTimersByTime(40);
    }
    expect(listener.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(listener.mock.calls.length).toBeLessThanOrEqual(4);
  });

  it('tells of the last slice even if nothing comes after it', () => {
    const { store, listener } = followed();
    store.dispatch({ run: running(1) });
    expect(listener).not.toHaveBeenCalled();
    jest.runAllTimers();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('tells at once of what the user does and of the end', () => {
    const { store, listener } = followed();
    store.dispatch({ currentSlice: 3 });
    expect(listener).toHaveBeenCalledTimes(1);
    store.dispatch({ run: running(1, 'cancelling') });
    expect(listener).toHaveBeenCalledTimes(2);
    store.dispatch({ run: { phase: 'idle' } });
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('is silent after the stop', () => {
    const { store, listener, stop } = followed();
    store.dispatch({ run: running(1) });
    stop();
    jest.runAllTimers();
    store.dispatch({ currentSlice: 3 });
    expect(listener).not.toHaveBeenCalled();
  });
});

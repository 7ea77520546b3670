import { segment } from '../testing/FakeHost';
import { afterRun, CONTEXT, play, runEvents, sessionWith } from '../testing/sessionWith';
import type { SessionEvent } from './events';
import { canResume, planRest } from './restPlan';
import { planPropagation } from './runPlan';
import type { RunInSight } from './runState';

const undone = (back: boolean): SessionEvent => ({
  type: 'undone',
  runId: 1,
  segmentKeys: [segment.key],
  undone: back,
});
const failure = { type: 'run-failed', runId: 1, message: 'It broke.', atMs: 20 } as const;

/** Slice 2 drawn, slices 1 and 3 filled, then something went wrong. */
function failed() {
  const drawn = sessionWith([0, 0, 50, 0, 0, 0]);
  const { targets } = planPropagation(drawn, CONTEXT);
  const came = (slice: number) => slice === 1 || slice === 3;
  return play(drawn, ...runEvents(1, targets, () => 9, null, came), failure);
}

describe('a run that failed', () => {
  it('is undone like any other', () => {
    const { run } = play(failed(), undone(true));
    expect(run).toMatchObject({ phase: 'undone', summary: { done: 2, planned: 5 } });
    expect(run).not.toHaveProperty('message');
  });

  it('is one to go on with when it is done again, by a job of its own', () => {
    const again = play(failed(), undone(true), undone(false));
    expect(again.run).toMatchObject({ phase: 'cancelled' });
    expect(canResume(again)).toBe(true);
    const { targets, sameAsBefore } = planRest(again, again.run as RunInSight);
    expect([targets[0].slices, sameAsBefore]).toEqual([[0, 4, 5], false]);
    // One that was cancelled has a job that waits.
    const cancelled = play(
      afterRun((slice) => slice === 1 || slice === 3),
      undone(true),
      undone(false),
    );
    expect(planRest(cancelled, cancelled.run as RunInSight).sameAsBefore).toBe(true);
  });

  it('is undone where that was done while it came to its end', () => {
    const { run, ...state } = failed();
    if (run.phase !== 'failed') throw new Error(run.phase);
    const running = { ...run, phase: 'running', startedAtMs: 0, arrivals: [] } as const;
    expect(play({ ...state, run: running }, undone(true), failure).run.phase).toBe('undone');
  });
});

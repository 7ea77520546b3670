import { CONTEXT, mask, play, runEvents, sessionWith } from '../testing/sessionWith';
import { otherSegment, segment } from '../testing/FakeHost';
import { planPropagation } from './runPlan';
import { runChoices } from './selectors';
import { segmentSession, type SessionState } from './sessionState';

/** Slice 2 drawn for both labels, everything else filled by one run. */
function afterRun(): SessionState {
  const drawn = sessionWith([0, 0, 50, 0, 0, 0], [0, 0, 40, 0, 0, 0]);
  const { targets } = planPropagation(drawn, CONTEXT);
  return play(
    drawn,
    ...runEvents(
      1,
      targets,
      () => 20,
      'done',
      () => true,
    ),
  );
}

function redrawn(state: SessionState, key: string): SessionState {
  const masks = segmentSession(state, key).masks.map((known, k) => (k === 2 ? mask(77) : known));
  return play(state, { type: 'masks', masks: { [key]: masks } });
}

it('counts a slice once that an update would fill for several labels', () => {
  const state = { ...afterRun(), context: CONTEXT };
  expect(runChoices(state).outdated).toBe(0);
  const one = redrawn(state, segment.key);
  expect(runChoices(one).outdated).toBe(5);
  expect(runChoices(redrawn(one, otherSegment.key)).outdated).toBe(5);
});

it('offers to do it again where something was found, whichever run came last', () => {
  const state = { ...afterRun(), context: CONTEXT };
  expect(runChoices(state).again).toBe(true);
  expect(runChoices({ ...state, run: { phase: 'idle' } }).again).toBe(true);
  const drawn = { ...sessionWith([0, 0, 50, 0, 0, 0], [0, 0, 40, 0, 0, 0]), context: CONTEXT };
  expect(runChoices(drawn)).toEqual({ again: false, outdated: 0, resumable: false });
});

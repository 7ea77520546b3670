import { segment } from '../testing/FakeHost';
import { ALGORITHM, CONTEXT, edited, play, runEvents, sessionWith } from '../testing/sessionWith';
import { algorithmBehind } from './algorithmBehind';
import type { SessionEvent } from './events';
import { planPropagation } from './runPlan';
import { segmentSession, type AlgorithmUsed, type SessionState } from './sessionState';

const OTHER: AlgorithmUsed = { ...ALGORITHM, modelId: 'other' };

/** Slice 2 drawn. */
const drawn = () => sessionWith([0, 0, 50, 0, 0, 0], [0, 0, 0, 0, 0, 0]);

/** A run with `algorithm` that fills slices up to `filled` of the first label before it is cancelled. */
function run(state: SessionState, runId: number, algorithm: AlgorithmUsed, filled = 6): SessionState {
  const { targets } = planPropagation(state, CONTEXT);
  const events = runEvents(
    runId,
    targets,
    (slice) => 10 * runId + slice,
    'cancelled',
    (slice) => slice < filled,
  );
  const with_ = (event: SessionEvent) => (event.type === 'run-started' ? { ...event, algorithm } : event);
  return play(state, ...events.map(with_));
}

const modelOf = (state: SessionState) => algorithmBehind(segmentSession(state, segment.key))?.modelId ?? null;
const undone = (state: SessionState, runId: number) =>
  play(state, { type: 'undone', runId, segmentKeys: [segment.key], undone: true });

it('is none of a label that was only drawn, nor of one that a run left alone', () => {
  expect(modelOf(drawn())).toBeNull();
  expect(modelOf(run(drawn(), 1, ALGORITHM, 0))).toBeNull();
});

it('stays that of the run whose slices are there when a later one leaves nothing', () => {
  const first = run(drawn(), 1, ALGORITHM);
  expect(modelOf(first)).toBe(ALGORITHM.modelId);
  expect(modelOf(run(first, 2, OTHER, 0))).toBe(ALGORITHM.modelId);
  const second = run(first, 2, OTHER);
  expect(modelOf(second)).toBe('other');
  // The viewer's undo brings the voxels back, too.
  const before = segmentSession(first, segment.key).masks;
  const back = play(undone(second, 2), { type: 'masks', masks: { [segment.key]: before } });
  expect(modelOf(back)).toBe(ALGORITHM.modelId);
});

it('is named as long as something of it is left under corrections', () => {
  const state = [0, 1, 3, 4, 5].reduce((next, slice) => edited(next, slice, 77), run(drawn(), 1, ALGORITHM));
  expect(modelOf(state)).toBe(ALGORITHM.modelId);
});

it('is that of the SEG that the label was opened from, whatever has only begun since', () => {
  const first = run(drawn(), 1, OTHER);
  const session = segmentSession(first, segment.key);
  const outcomes = Object.fromEntries(
    Object.entries(session.provenance.outcomes).map(([slice, all]) => [
      slice,
      all.map((outcome) => ({ ...outcome, runId: 0 })),
    ]),
  );
  const opened = { ...session, provenance: { ...session.provenance, outcomes } };
  expect(algorithmBehind(opened)).toBeNull();
});

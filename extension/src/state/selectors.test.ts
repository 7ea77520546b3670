import type { SliceOrigin } from '@few-shot-lms/dicom-seg';
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
  expect(runChoices(drawn)).toEqual({ again: false, outdated: 0, updateNext: false, resumable: false });
});

it('does not make an update the next thing to do only because an opened SEG says nothing of empty slices', () => {
  const origins = new Map<number, SliceOrigin>([0, 1, 3, 4].map((slice) => [slice, { kind: 'propagated' }]));
  const loaded = { number: 1, label: 'Liver', algorithmType: 'SEMIAUTOMATIC' } as const;
  const seg = { place: null, segments: new Map([[1, loaded]]), origins: new Map([[1, origins]]) };
  const opened = play(sessionWith([10, 11, 50, 13, 14, 0]), {
    type: 'seg-loaded',
    segmentationId: 'seg',
    seg,
  });
  expect(runChoices(opened)).toMatchObject({ again: true, outdated: 1, updateNext: false });
  // What depends on a drawn slice that has changed is asked for.
  expect(runChoices(redrawn(opened, segment.key))).toMatchObject({ outdated: 5, updateNext: true });
  // So is what a run here has left out.
  const run = runEvents(1, [{ ...planPropagation(opened, CONTEXT).targets[0], slices: [0] }], () => 9);
  expect(runChoices(play(opened, ...run))).toMatchObject({ outdated: 1, updateNext: true });
});

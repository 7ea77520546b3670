import { otherSegment, segment, series } from '../testing/FakeHost';
import { CONTEXT, mask, play, runEvents, sessionWith } from '../testing/sessionWith';
import { planPropagation } from './runPlan';
import { segmentView } from './segmentView';
import { segmentationSession, segmentSession } from './sessionState';

const ELSEWHERE = { ...CONTEXT, series: { ...series, key: 'another stack' } };

/** Slice 1 drawn, a run fills the others, which are then erased; range and look of a slice are noted. */
function erasedAfterRun() {
  const drawn = sessionWith([0, 9, 0, 0, 0, 0]);
  const { targets } = planPropagation(drawn, CONTEXT);
  const filled = play(
    drawn,
    ...runEvents(1, targets, () => 8),
    { type: 'visited', segmentKey: segment.key, slice: 2 },
    { type: 'range', segmentationId: segment.segmentationId, range: [0, 3] },
    { type: 'takes-part', segmentKey: otherSegment.key, takesPart: false },
  );
  return { filled, empty: play(filled, masks([0, 0, 0, 0, 0, 0])) };
}

const masks = (voxels: readonly number[]) =>
  ({ type: 'masks', masks: { [segment.key]: voxels.map(mask) } }) as const;
const roles = (state: Parameters<typeof segmentView>[0]) =>
  segmentView(state, segment.key).slices.map(({ role }) => role);

describe('a drawing that moves to another stack of its series', () => {
  it('takes nothing along that was said of slices by their numbers', () => {
    const { empty } = erasedAfterRun();
    expect(roles(empty)).toContain('erased');
    const moved = play(empty, { type: 'context', context: ELSEWHERE }, masks([0, 0, 7, 0, 0, 0]));
    expect(roles(moved)).toEqual(['empty', 'empty', 'drawn', 'empty', 'empty', 'empty']);
    expect(segmentationSession(moved, segment.segmentationId).range).toBeNull();
    expect(segmentSession(moved, otherSegment.key).takesPart).toBe(false);
    const [target] = planPropagation(moved, ELSEWHERE).targets;
    expect(target.slices).toEqual([0, 1, 3, 4, 5]);
  });

  it('finds it again when it comes back', () => {
    const { filled, empty } = erasedAfterRun();
    const there = [
      { type: 'context', context: ELSEWHERE },
      masks([0, 0, 7, 0, 0, 0]),
      masks([0, 0, 0, 0, 0, 0]),
    ] as const;
    const back = play(empty, ...there, { type: 'context', context: CONTEXT });
    expect(roles(back)).toEqual(roles(empty));
    expect(segmentationSession(back, segment.segmentationId).range).toEqual([0, 3]);
    const again = play(back, masks([8, 9, 8, 8, 8, 8]));
    expect(roles(again)).toEqual(roles(filled));
    expect(segmentView(again, segment.key).slices[2].visited).toBe(true);
  });

  it('is nothing that happens to other segmentations', () => {
    const { filled } = erasedAfterRun();
    const other = { ...segment, segmentationId: 'other', key: 'other#1' };
    const both = { segment: other, segments: [other] };
    const shown = play(
      filled,
      { type: 'context', context: { ...CONTEXT, ...both } },
      { type: 'context', context: { ...ELSEWHERE, ...both } },
    );
    expect(segmentSession(shown, segment.key)).toEqual(segmentSession(filled, segment.key));
  });

  it('learns of a run that is undone while it is elsewhere', () => {
    const { filled } = erasedAfterRun();
    const back = play(
      filled,
      { type: 'context', context: ELSEWHERE },
      { type: 'undone', runId: 1, segmentKeys: [segment.key], undone: true },
      { type: 'context', context: CONTEXT },
      masks([0, 9, 0, 0, 0, 0]),
    );
    expect(roles(back)).toEqual(['empty', 'drawn', 'empty', 'empty', 'empty', 'empty']);
  });
});

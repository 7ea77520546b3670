import { otherSegment, segment } from '../testing/FakeHost';
import { CONTEXT, play, runEvents, sessionWith } from '../testing/sessionWith';
import { foundEnds } from './foundEnds';
import { nextToCheck, reviewProgress } from './review';
import { outdatedTargets, planPropagation } from './runPlan';
import { segmentView, workName } from './segmentView';
import { toCheckNext } from './selectors';
import type { SessionState } from './sessionState';

const segmentKey = segment.key;

/** Slice 2 drawn; 1, 3 and 4 filled, less and less trusted; 0 and 5 judged empty. */
function reviewed(): SessionState {
  const drawn = sessionWith([0, 0, 50, 0, 0, 0]);
  const found = (slice: number) => (slice === 0 || slice === 5 ? 0 : 10 + slice);
  return play(drawn, ...runEvents(1, planPropagation(drawn, CONTEXT).targets, found));
}
const view = (state: SessionState) => segmentView(state, segmentKey);
const visit = (state: SessionState, slice: number) => play(state, { type: 'visited', segmentKey, slice });
const check = (state: SessionState, slice: number, checked = true) =>
  play(state, { type: 'checked', segmentKey, slice, checked });

/** The slice of the only label. */
const next = (state: SessionState, currentSlice: number | null) =>
  nextToCheck([view(state)], currentSlice)?.slice ?? null;

describe('the slice to check next', () => {
  it('is the least trusted that nobody has looked at, then the least trusted that is not checked', () => {
    let state = reviewed();
    const order: (number | null)[] = [];
    for (let n = 0; n < 5; n++) {
      const slice = next(state, null)!;
      order.push(slice);
      state = visit(state, slice);
    }
    // Slices 5 and 0 were found without the object, 5 with less trust in that.
    expect(order).toEqual([5, 4, 3, 1, 0]);
    expect(next(state, null)).toBe(5);
    state = [4, 3, 1, 0].reduce((done, slice) => check(done, slice), state);
    expect(reviewProgress(view(state))).toEqual({ filled: 3, checked: 3, absent: 2, absentChecked: 1 });
    expect(next(state, null)).toBe(5);
    expect(next(check(state, 5), null)).toBeNull();
  });

  it('counts a look at an empty slice only once a run has found it so', () => {
    const drawn = visit(sessionWith([0, 0, 50, 0, 0, 0]), 5);
    const { targets } = planPropagation(drawn, CONTEXT);
    const run = runEvents(1, targets, (slice) => (slice === 5 ? 0 : 10 + slice));
    const state = play(drawn, ...run);
    expect(view(state).slices[5].visited).toBe(false);
    expect(view(visit(state, 5)).slices[5].visited).toBe(true);
  });

  it('is another one than the slice in view, as long as there is one', () => {
    expect(next(reviewed(), 5)).toBe(4);
    const onlyOne = [0, 1, 3, 5].reduce((state, slice) => check(state, slice), reviewed());
    expect(next(onlyOne, 4)).toBe(4);
  });

  it('is that of the next label with a tick when everything of the active one was looked at', () => {
    const drawn = sessionWith([0, 0, 50, 0, 0, 0], [0, 0, 0, 40, 0, 0]);
    const other = otherSegment.key;
    const filled = play(
      drawn,
      ...runEvents(1, planPropagation(drawn, CONTEXT).targets, (slice) => 10 + slice),
    );
    expect(toCheckNext(filled)).toMatchObject({ segment, slice: 5 });
    const seen = [0, 1, 3, 4, 5].reduce((state, slice) => visit(state, slice), filled);
    expect(toCheckNext(seen)).toMatchObject({ segment: otherSegment, slice: 5 });
    // Without a tick it is left alone: the active one is gone through again.
    const left = play(seen, { type: 'takes-part', segmentKey: other, takesPart: false });
    expect(toCheckNext(left)).toMatchObject({ segment, slice: 5 });
    // From the second label the first one is the next.
    const active = { ...CONTEXT, segment: otherSegment };
    const there = play(
      filled,
      { type: 'context', context: active },
      ...[0, 1, 2, 4, 5].map(
        (slice) => ({ type: 'checked', segmentKey: other, slice, checked: true }) as const,
      ),
    );
    expect(toCheckNext(there)).toMatchObject({ segment, slice: 5 });
  });
});

describe('a way back', () => {
  it('counts for the shape that was carried and what it was made from', () => {
    const before = reviewed();
    const work = workName(view(before).slices[3]);
    const state = play(before, { type: 'carried-back', segmentKey, slice: 3, work, dice: 0.4 });
    expect(view(state).slices[3].scores).toEqual({ ...view(before).slices[3].scores, reverse: 0.4 });
    expect(view(state).slices[1].scores).not.toHaveProperty('reverse');
    const other = play(before, { type: 'carried-back', segmentKey, slice: 3, work: 'other', dice: 0.4 });
    expect(view(other).slices[3].scores).not.toHaveProperty('reverse');
  });
});

describe('a check', () => {
  it('holds for the shape that was checked', () => {
    const state = check(reviewed(), 3);
    expect(view(state).slices[3].checked).toBe(true);
    const { masks } = state.segments[segmentKey];
    const changed = masks.map((mask, k) => (k === 3 ? { voxels: 4, hash: 'other' } : mask));
    const edited = play(state, { type: 'masks', masks: { [segmentKey]: changed } });
    expect(view(edited).slices[3]).toMatchObject({ role: 'locked', checked: false });
    const back = play(edited, { type: 'masks', masks: { [segmentKey]: masks } });
    expect(view(back).slices[3].checked).toBe(true);
    expect(view(check(back, 3, false)).slices[3].checked).toBe(false);
  });
});

describe('a check of a slice without the object', () => {
  it('keeps it empty, also when what it was made from changes, until the run is undone', () => {
    const state = check(reviewed(), 5);
    expect(view(state).slices[5]).toMatchObject({ role: 'absent', checked: true });
    expect(planPropagation(state, CONTEXT).targets[0].slices).toEqual([0, 1, 3, 4]);
    const { masks } = state.segments[segmentKey];
    const redrawn = masks.map((mask, k) => (k === 2 ? { voxels: 4, hash: 'other' } : mask));
    const changed = play(state, { type: 'masks', masks: { [segmentKey]: redrawn } });
    expect(view(changed).slices[5]).toMatchObject({ checked: true, stale: true });
    expect(outdatedTargets(changed, CONTEXT)[0].slices).toEqual([0, 1, 3, 4]);
    const undone = play(state, { type: 'undone', runId: 1, segmentKeys: [segmentKey], undone: true });
    expect(view(undone).slices[5]).toMatchObject({ role: 'empty', checked: false });
    const redone = play(undone, { type: 'undone', runId: 1, segmentKeys: [segmentKey], undone: false });
    expect(view(redone).slices[5]).toMatchObject({ role: 'absent', checked: true });
  });

  it('says nothing of what a later run finds there, once the run was undone or its work cleared', () => {
    const state = check(reviewed(), 5);
    for (const gone of [
      { type: 'undone', runId: 1, segmentKeys: [segmentKey], undone: true },
      { type: 'cleared', runId: 2, segmentKey, slices: [0, 1, 3, 4, 5], ends: [] },
    ] as const) {
      const without = play(state, gone);
      const run = runEvents(3, planPropagation(without, CONTEXT).targets, (k) => (k === 5 ? 0 : 20 + k));
      const again = play(without, ...run);
      expect(view(again).slices[5]).toMatchObject({ role: 'absent', runId: 3, checked: false });
      expect(view(check(again, 5)).slices[5].checked).toBe(true);
    }
  });
});

describe('the ends that a run has found', () => {
  it('are the outermost slices of the object with a judged one beyond', () => {
    expect(foundEnds(view(reviewed()))).toEqual([
      { side: 'low', slice: 1, moved: false },
      { side: 'high', slice: 4, moved: false },
    ]);
  });

  it('lie before a slice that the user has erased', () => {
    const { masks } = reviewed().segments[segmentKey];
    const erased = masks.map((mask, k) => (k === 4 ? { voxels: 0, hash: '' } : mask));
    const state = play(reviewed(), { type: 'masks', masks: { [segmentKey]: erased } });
    expect(foundEnds(view(state)).find(({ side }) => side === 'high')).toMatchObject({ slice: 3 });
  });

  it('are not there where nobody has looked', () => {
    expect(foundEnds(view(sessionWith([0, 0, 50, 0, 0, 0])))).toEqual([]);
    expect(foundEnds(view(sessionWith([0, 0, 0, 0, 0, 0])))).toEqual([]);
  });
});

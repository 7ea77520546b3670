import { segment } from '../testing/FakeHost';
import { CONTEXT, play, runEvents, sessionWith } from '../testing/sessionWith';
import { foundEnds } from './foundEnds';
import { nextToCheck, reviewProgress } from './review';
import { planPropagation } from './runPlan';
import { segmentView, workName } from './segmentView';
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

describe('the slice to check next', () => {
  it('is the least trusted that nobody has looked at, then the least trusted that is not checked', () => {
    let state = reviewed();
    const order: (number | null)[] = [];
    for (let n = 0; n < 3; n++) {
      const next = nextToCheck(view(state), null)!;
      order.push(next);
      state = visit(state, next);
    }
    expect(order).toEqual([4, 3, 1]);
    expect(nextToCheck(view(state), null)).toBe(4);
    state = [4, 3, 1].reduce((done, slice) => check(done, slice), state);
    expect(nextToCheck(view(state), null)).toBeNull();
    expect(reviewProgress(view(state))).toEqual({ filled: 3, checked: 3 });
  });

  it('is another one than the slice in view, as long as there is one', () => {
    expect(nextToCheck(view(reviewed()), 4)).toBe(3);
    const onlyOne = check(check(reviewed(), 3), 1);
    expect(nextToCheck(view(onlyOne), 4)).toBe(4);
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

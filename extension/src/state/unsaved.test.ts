import { loadedSeg } from '../saving/LoadedSeg';
import { segSource } from '../testing/segSource';
import { otherSegment, segment, series } from '../testing/FakeHost';
import { afterRun, CONTEXT, mask, play, runEvents, sessionWith } from '../testing/sessionWith';
import type { SessionEvent } from './events';
import { planPropagation } from './runPlan';
import { segmentView, workName } from './segmentView';
import type { SessionState } from './sessionState';
import { anythingUnsaved, contentOf, unsaved } from './unsaved';

const NOTHING = [0, 0, 0, 0, 0, 0];
const DRAWN = [0, 0, 50, 0, 0, 0];
const masks = (of: readonly number[], ofOther: readonly number[] = NOTHING): SessionEvent => ({
  type: 'masks',
  masks: { [segment.key]: of.map(mask), [otherSegment.key]: ofOther.map(mask) },
});
const saved = (state: SessionState): SessionState =>
  play(
    state,
    { type: 'saving', saving: { phase: 'saving', to: 'file' } },
    { type: 'seg-saved', segmentationId: 'seg', content: contentOf(state, 'seg') },
  );
const named = (label: string): SessionEvent => ({
  type: 'context',
  context: { ...CONTEXT, segments: [{ ...segment, label }, otherSegment] },
});
const of = (state: SessionState) => unsaved(state, 'seg');

it('is nothing where nothing is drawn, whatever it is called', () => {
  expect(of(play(sessionWith(NOTHING), named('Kidney')))).toBeNull();
});

it('is all that was never saved', () => {
  const state = sessionWith(DRAWN);
  expect(of(state)).toBe('never');
  expect(anythingUnsaved(state)).toBe(true);
  expect(of(saved(state))).toBeNull();
  expect(anythingUnsaved(saved(state))).toBe(false);
});

it('is what was drawn since, until that is undone', () => {
  const state = play(saved(sessionWith(DRAWN)), masks([0, 0, 50, 7, 0, 0]));
  expect(of(state)).toBe('changed');
  expect(of(play(state, masks(DRAWN)))).toBeNull();
  expect(of(play(state, masks(DRAWN, [0, 0, 0, 9, 0, 0])))).toBe('changed');
});

it('is a label that was deleted since', () => {
  const state = saved(sessionWith(DRAWN, [0, 9, 0, 0, 0, 0]));
  const context = { ...CONTEXT, segments: [segment] };
  expect(of(play(state, { type: 'context', context }))).toBe('changed');
});

it('is another meaning and another name', () => {
  const state = saved(sessionWith(DRAWN));
  const meaning = { type: 'structure', segmentKey: segment.key, structure: 'spleen' } as const;
  expect(of(play(state, meaning))).toBe('changed');
  expect(of(play(state, meaning, { ...meaning, structure: null }))).toBeNull();
  const renamed = play(state, named('Kidney'));
  expect(of(renamed)).toBe('changed');
  expect(of(saved(renamed))).toBeNull();
});

it('is a check of what a run has found, until it is taken off or its run is undone', () => {
  const check = (slice: number) =>
    ({ type: 'checked', segmentKey: segment.key, slice, checked: true }) as const;
  const state = saved(afterRun());
  for (const slice of [1, 5]) {
    const checked = play(state, check(slice));
    expect(of(checked)).toBe('changed');
    expect(of(play(checked, { ...check(slice), checked: false }))).toBeNull();
  }
  // A SEG has no checks of drawn slices.
  expect(of(play(state, check(2)))).toBeNull();
  const drawn = saved(sessionWith(DRAWN));
  const run = runEvents(1, planPropagation(drawn, CONTEXT).targets, () => 0);
  const undone = { type: 'undone', runId: 1, segmentKeys: [segment.key], undone: true } as const;
  expect(of(play(drawn, ...run, check(1)))).toBe('changed');
  expect(of(play(drawn, ...run, check(1), undone))).toBeNull();
});

it('is what was decided or found out about slices whose voxels stay as they are', () => {
  const decided = (slice: number, decision: 'locked' | 'released') =>
    ({ type: 'decided', segmentKey: segment.key, slice, decision }) as const;
  const state = saved(afterRun());
  expect(of(state)).toBeNull();
  const locked = play(state, decided(1, 'locked'));
  expect(of(locked)).toBe('changed');
  expect(of(play(locked, decided(1, 'released')))).toBeNull();
  expect(of(play(state, decided(2, 'released')))).toBe('changed');
  const drawn = saved(sessionWith(DRAWN));
  const run = runEvents(1, planPropagation(drawn, CONTEXT).targets, () => 0);
  expect(of(play(drawn, ...run))).toBe('changed');
  expect(of(saved(play(drawn, ...run)))).toBeNull();
});

it('is not what was looked at, nor the way back', () => {
  const of1 = { segmentKey: segment.key, slice: 1 };
  const work = workName(segmentView(afterRun(), segment.key).slices[1]);
  const state = play(
    saved(afterRun()),
    { type: 'visited', ...of1 },
    { type: 'carried-back', ...of1, work, dice: 0.5 },
  );
  expect(segmentView(state, segment.key).slices[1].scores).toMatchObject({ reverse: 0.5 });
  expect(of(state)).toBeNull();
});

it('is a name of meanwhile that may be missing in the file', () => {
  const state = sessionWith(DRAWN);
  const content = contentOf(state, 'seg');
  const during = play(state, { type: 'saving', saving: { phase: 'saving', to: 'store' } }, named('Kidney'), {
    type: 'seg-saved',
    segmentationId: 'seg',
    content,
  });
  expect(of(during)).toBe('changed');
});

it('is what is on another stack than the saved one', () => {
  const elsewhere = { ...CONTEXT, series: { ...series, key: 'another stack' } };
  const state = play(saved(sessionWith(DRAWN)), { type: 'context', context: elsewhere });
  expect(of(state)).toBeNull();
  const drawn = play(state, masks([0, 8, 0, 0, 0, 0]));
  expect(of(drawn)).toBe('changed');
  expect(of(play(drawn, masks(NOTHING), { type: 'context', context: CONTEXT }))).toBeNull();
});

it('is not what was on the current stack before another one', () => {
  const elsewhere = { ...CONTEXT, series: { ...series, key: 'another stack' } };
  const state = play(
    sessionWith(DRAWN),
    { type: 'context', context: elsewhere },
    masks([0, 8, 0, 0, 0, 0]),
    { type: 'context', context: CONTEXT },
    masks(NOTHING),
    { type: 'context', context: elsewhere },
    masks(NOTHING),
  );
  expect(of(state)).toBeNull();
});

it('is nothing of a SEG that was opened, until it is changed', () => {
  const seg = loadedSeg({ Modality: 'SEG' } as never, segSource().instances);
  const state = play(sessionWith(DRAWN), { type: 'seg-loaded', segmentationId: 'seg', seg });
  expect(of(state)).toBeNull();
  expect(of(play(state, masks([0, 0, 51, 0, 0, 0])))).toBe('changed');
});

it('is nothing of a segmentation that was deleted', () => {
  const state = play(sessionWith(DRAWN), { type: 'segmentation-removed', segmentationId: 'seg' });
  expect(anythingUnsaved(state)).toBe(false);
});

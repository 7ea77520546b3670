import { UserError } from '@few-shot-lms/engine';
import { otherSegment, segment } from '../testing/FakeHost';
import {
  afterRun,
  CONTEXT,
  edited,
  extension,
  planned,
  play,
  runEvents,
  sessionWith,
} from '../testing/sessionWith';
import { outdatedTargets, parseRange, planExtension, planPropagation, planUpdate } from './runPlan';
import { standingSegments } from './standing';
import type { SessionState } from './sessionState';

const key = segment.key;

describe('a propagation', () => {
  it('fills every slice of the range that is not drawn, for every label with a drawn slice', () => {
    const state = play(sessionWith([0, 0, 50, 0, 0, 40], [0, 30, 0, 0, 0, 0]), {
      type: 'range',
      segmentationId: 'seg',
      range: [1, 4],
    });
    const { targets } = planPropagation(state, CONTEXT);
    expect(planned(targets)).toEqual({ [key]: [1, 3, 4], [otherSegment.key]: [2, 3, 4] });
    expect(targets[0].supports).toEqual([2, 5]);
  });

  it('leaves out labels that the user has left out or that are locked', () => {
    const state = sessionWith([0, 0, 50, 0, 0, 0], [0, 30, 0, 0, 0, 0]);
    const without = play(state, { type: 'takes-part', segmentKey: key, takesPart: false });
    expect(Object.keys(planned(planPropagation(without, CONTEXT).targets))).toEqual([otherSegment.key]);
    const locked = { ...CONTEXT, segments: [segment, { ...otherSegment, locked: true }] };
    expect(Object.keys(planned(planPropagation(state, locked).targets))).toEqual([key]);
  });

  it('does not touch what the user has found right', () => {
    const state = play(afterRun(), { type: 'checked', segmentKey: key, slice: 3, checked: true });
    expect(planned(planPropagation(state, CONTEXT).targets)[key]).toEqual([0, 1, 4, 5]);
  });

  it.each([
    [[0, 0, 0, 0, 0, 0], null, /Nothing is drawn yet/],
    [[1, 1, 1, 1, 1, 1], null, /Every slice already has a mask/],
    [[0, 9, 0, 0, 0, 0], [1, 1] as const, /widen the range/],
  ])('says what is missing: %s %s', (voxels, range, sentence) => {
    const state = play(sessionWith(voxels), { type: 'range', segmentationId: 'seg', range });
    expect(() => planPropagation(state, CONTEXT)).toThrow(UserError);
    expect(() => planPropagation(state, CONTEXT)).toThrow(sentence);
  });

  it('says that the drawn slice is gone, or that nobody takes part', () => {
    expect(() => planPropagation(edited(afterRun(), 2, 0), CONTEXT)).toThrow(/draw or correct one slice/);
    const nobody = play(sessionWith([0, 0, 50, 0, 0, 0]), {
      type: 'takes-part',
      segmentKey: key,
      takesPart: false,
    });
    expect(() => planPropagation(nobody, CONTEXT)).toThrow(/tick one/);
  });
});

describe('an update', () => {
  it('has nothing to do after a whole run', () => {
    expect(outdatedTargets(afterRun(), CONTEXT)).toEqual([]);
    expect(() => planUpdate(afterRun(), CONTEXT)).toThrow(/up to date/);
  });

  it('does again what lies between and beyond a corrected slice, and nothing else', () => {
    const { targets } = planUpdate(edited(afterRun(), 4, 33), CONTEXT);
    expect(planned(targets)[key]).toEqual([3, 5]);
    expect(targets[0].supports).toEqual([2, 4]);
    const { targets: below } = planUpdate(edited(afterRun(), 0, 33), CONTEXT);
    expect(planned(below)[key]).toEqual([1]);
  });

  it('does everything on both sides again when the only drawn slice is redrawn', () => {
    expect(planned(planUpdate(edited(afterRun(), 2, 44), CONTEXT).targets)[key]).toEqual([0, 1, 3, 4, 5]);
  });

  it('is not needed any more when the correction is undone', () => {
    const corrected = edited(afterRun(), 4, 33);
    expect(outdatedTargets(edited(corrected, 4, 14), CONTEXT)).toEqual([]);
  });

  it('fills what is missing, leaves empty what the user has cleared, and overwrites what was unlocked', () => {
    expect(
      planned(
        planUpdate(
          afterRun((slice) => slice !== 4),
          CONTEXT,
        ).targets,
      )[key],
    ).toEqual([4]);
    const cleared = play(afterRun(), {
      type: 'cleared',
      runId: 2,
      segmentKey: key,
      slices: [4],
      ends: [],
    });
    expect(outdatedTargets(cleared, CONTEXT)).toEqual([]);
    expect(planned(planPropagation(cleared, CONTEXT).targets)[key]).toContain(4);
    const released = play(edited(afterRun(), 4, 33), {
      type: 'decided',
      segmentKey: key,
      slice: 4,
      decision: 'released',
    });
    expect(planned(planUpdate(released, CONTEXT).targets)[key]).toEqual([4]);
  });

  it('leaves empty what the user has erased, and does again what was made through it', () => {
    const erased = edited(afterRun(), 3, 0);
    const { targets } = planUpdate(erased, CONTEXT);
    expect(targets[0]).toMatchObject({ slices: [4, 5], erased: [3], supports: [2] });
    expect(planned(planPropagation(erased, CONTEXT).targets)[key]).toEqual([0, 1, 4, 5]);
    // The end: what lies beyond is asked once more, and is up to date then.
    const atEnd = edited(afterRun(), 4, 0);
    const update = planUpdate(atEnd, CONTEXT).targets;
    expect(planned(update)[key]).toEqual([5]);
    const updated = play(atEnd, ...runEvents(2, update, () => 0));
    expect(outdatedTargets(updated, CONTEXT)).toEqual([]);
    // Undone, everything is as it was; unlocked, the slice is missing like any other.
    expect(outdatedTargets(edited(erased, 3, 13), CONTEXT)).toEqual([]);
    const unlocked = play(erased, { type: 'decided', segmentKey: key, slice: 3, decision: 'released' });
    expect(planned(planUpdate(unlocked, CONTEXT).targets)[key]).toEqual([3]);
  });

  it('does again only the gap between two drawn slices in which one is erased', () => {
    const drawn = sessionWith([0, 50, 0, 0, 40, 0]);
    const run = runEvents(1, planPropagation(drawn, CONTEXT).targets, (slice) => 10 + slice);
    const erased = edited(play(drawn, ...run), 3, 0);
    expect(planned(planUpdate(erased, CONTEXT).targets)[key]).toEqual([2]);
  });

  it('does again what lost voxels to a find that was not written', () => {
    const drawn = sessionWith([0, 0, 50, 0, 0, 0], [0, 30, 0, 0, 0, 0]);
    const { targets } = planPropagation(drawn, CONTEXT);
    const events = runEvents(1, targets, () => 9).map((event) =>
      event.type === 'run-slice' && event.segmentKey === otherSegment.key && event.slice === 4
        ? { ...event, robbed: true }
        : event,
    );
    const state = play(drawn, ...events);
    expect(planned(outdatedTargets(state, CONTEXT))).toEqual({ [otherSegment.key]: [4] });
    const again = play(state, ...runEvents(2, outdatedTargets(state, CONTEXT), () => 10));
    expect(outdatedTargets(again, CONTEXT)).toEqual([]);
  });

  it('leaves alone what the user has found right, although it is out of date', () => {
    const checked = play(afterRun(), { type: 'checked', segmentKey: key, slice: 3, checked: true });
    expect(planned(planUpdate(edited(checked, 4, 33), CONTEXT).targets)[key]).toEqual([5]);
  });

  it('concerns only the labels that have changed', () => {
    const both = sessionWith([0, 0, 50, 0, 0, 0], [0, 30, 0, 0, 0, 0]);
    const { targets } = planPropagation(both, CONTEXT);
    const filled = play(both, ...runEvents(1, targets, () => 7));
    expect(outdatedTargets(filled, CONTEXT)).toEqual([]);
    const changed = edited(filled, 4, 20);
    const update = planUpdate(changed, CONTEXT).targets;
    expect(planned(update)).toEqual({ [key]: [3, 5] });
    // There the other label stands, with what run 1 found, unless it has been found right.
    const standsOn = (state: SessionState) =>
      standingSegments(state, CONTEXT, update).map(({ segmentKey, supports, slices }) => [
        segmentKey,
        supports,
        slices,
      ]);
    const [on3, on5] = [3, 5].map((slice) => ({ slice, runId: 1 }));
    expect(standsOn(changed)).toEqual([[otherSegment.key, [1], [on3, on5]]]);
    const checked = { type: 'checked', segmentKey: otherSegment.key, slice: 3, checked: true } as const;
    expect(standsOn(play(changed, checked))).toEqual([[otherSegment.key, [1], [on5]]]);
    const without = { type: 'takes-part', segmentKey: otherSegment.key, takesPart: false } as const;
    expect(standsOn(play(changed, without))).toEqual([]);
    // Who fills a slice does not stand there.
    expect(standingSegments(changed, CONTEXT, planPropagation(changed, CONTEXT).targets)).toEqual([]);
  });
});

describe('going on beyond an end', () => {
  it('does one side again at least to the slice, and stands until it is undone', () => {
    const { targets, movedEnd } = planExtension(afterRun(), CONTEXT, 'high', 5);
    expect(planned(targets)[key]).toEqual([3, 4, 5]);
    expect(targets[0].ends.high).toBe(5);
    const run = extension({ targets, movedEnd });
    const algorithm = { modelId: 'm', modelTitle: 'M', modelVersion: '1', modelHashes: {} };
    const started = play(
      afterRun(),
      { type: 'run-preparing', run, step: 'model', done: 0, total: 1 },
      { type: 'run-started', runId: 2, atMs: 0, algorithm },
    );
    // What was found with the other end is out of date now; below nothing has changed.
    expect(planned(outdatedTargets(started, CONTEXT))[key]).toEqual([3, 4, 5]);
    const undone = play(started, { type: 'undone', runId: 2, segmentKeys: [key], undone: true });
    expect(outdatedTargets(undone, CONTEXT)).toEqual([]);
  });

  it.each([
    ['high', 2],
    ['high', 6],
    ['low', 3],
    ['low', -1],
  ] as const)('refuses %s %s', (side, slice) => {
    expect(() => planExtension(afterRun(), CONTEXT, side, slice)).toThrow(/outermost drawn slice/);
  });

  it('is refused for a locked label, which would get nothing but the end', () => {
    const locked = { ...CONTEXT, segment: { ...segment, locked: true } };
    expect(() => planExtension(afterRun(), locked, 'high', 5)).toThrow(/is locked in OHIF/);
  });
});

describe('parseRange', () => {
  it('turns the numbers that the viewer shows into spatial order', () => {
    expect(parseRange(2, 5, { slices: 10, descending: false })).toEqual([1, 4]);
    expect(parseRange(2, 5, { slices: 10, descending: true })).toEqual([5, 8]);
  });

  it.each([
    [0, 5],
    [1, 11],
    [6, 5],
    [1.5, 3],
    [NaN, 3],
  ])('refuses %s to %s', (from, to) => {
    expect(() => parseRange(from, to, { slices: 10, descending: false })).toThrow(/from 1 to 10/);
  });
});

import { otherSegment, segment, series } from '../testing/FakeHost';
import {
  afterRun,
  CONTEXT,
  edited,
  extension,
  mask,
  planned,
  play,
  runEvents,
  sessionWith,
} from '../testing/sessionWith';
import type { SessionEvent } from './events';
import { canResume, planRest } from './restPlan';
import { planExtension, planPropagation } from './runPlan';
import type { RunInSight } from './runState';
import type { SessionState } from './sessionState';
import type { SegmentSummary } from './viewerContext';

const key = segment.key;

describe('the rest of a run that was cancelled', () => {
  const cancelled = () => afterRun((slice) => slice === 1 || slice === 3);
  const restOf = (state: SessionState) => planRest(state, state.run as RunInSight);

  it('is what has not come, and goes on as it was', () => {
    const state = cancelled();
    expect(canResume(state)).toBe(true);
    const { targets, sameAsBefore } = restOf(state);
    expect(planned(targets)[key]).toEqual([0, 4, 5]);
    expect(sameAsBefore).toBe(true);
  });

  it('knows when something has changed that it depends on', () => {
    const { targets, sameAsBefore } = restOf(edited(cancelled(), 3, 40));
    expect(planned(targets)[key]).toEqual([0, 4, 5]);
    expect(sameAsBefore).toBe(false);
    expect(targets[0].supports).toEqual([2, 3]);
  });

  it('begins anew where the user has cleared what had come', () => {
    const state = play(cancelled(), { type: 'cleared', runId: 2, segmentKey: key, slices: [3], ends: [] });
    const { targets, sameAsBefore } = restOf(edited(state, 3, 0));
    expect([planned(targets)[key], sameAsBefore]).toEqual([[0, 4, 5], false]);
  });

  it('leaves out what has been done, drawn or erased since', () => {
    const second = planPropagation(afterRun(), CONTEXT).targets;
    const broken = play(
      afterRun(),
      ...runEvents(
        2,
        second,
        () => 9,
        'cancelled',
        (slice) => slice < 3,
      ),
    );
    const { targets, sameAsBefore } = restOf(edited(broken, 4, 0));
    expect([planned(targets)[key], targets[0].erased, sameAsBefore]).toEqual([[3, 5], [4], false]);
    const drawn = edited(cancelled(), 4, 40);
    expect(planned(restOf(drawn).targets)[key]).toEqual([0, 5]);
    const cleared = play(cancelled(), {
      type: 'cleared',
      runId: 2,
      segmentKey: key,
      slices: [5],
      ends: [],
    });
    expect(planned(restOf(cleared).targets)[key]).toEqual([0, 4]);
  });

  describe('beyond an end that the user has dragged', () => {
    const { targets, movedEnd } = planExtension(afterRun(), CONTEXT, 'high', 4);
    const run = extension({ targets, movedEnd });
    const preparing = { type: 'run-preparing', run, step: 'images', done: 0, total: 1 } as const;
    const stopped = play(afterRun(), preparing, { type: 'run-cancelling', runId: 2 });

    it('brings the end along if the run was cancelled before that was remembered', () => {
      const rest = restOf(stopped);
      expect(rest).toEqual({ targets, movedEnd, sameAsBefore: true });
      const algorithm = { modelId: 'm', modelTitle: 'M', modelVersion: '1', modelHashes: {} };
      const again = play(stopped, { ...preparing, run: { ...run, runId: 3, targets: rest.targets } });
      const started = play(again, { type: 'run-started', runId: 3, atMs: 0, algorithm });
      expect(planPropagation(started, CONTEXT).targets[0].ends).toEqual({ high: 4 });
      expect(restOf(started).movedEnd).toBeNull();
    });

    it('but not over what the user has said since', () => {
      const ends = [{ side: 'high', slice: null }] as const;
      const cleared = { type: 'cleared', runId: 3, segmentKey: key, slices: [4], ends } as const;
      const { targets: rest, movedEnd: end } = restOf(play(stopped, cleared));
      expect(end).toBeNull();
      expect(rest[0].ends).toEqual({});
      expect(planned(rest)[key]).toEqual([3, 5]);
    });
  });

  it('is nothing after a whole run', () => {
    expect(canResume(afterRun())).toBe(false);
  });

  it('leaves out what takes part no more, what was found right and what lies beyond the range', () => {
    const two = () => {
      const drawn = sessionWith([0, 0, 50, 0, 0, 0], [0, 30, 0, 0, 0, 0]);
      const { targets } = planPropagation(drawn, CONTEXT);
      return play(
        drawn,
        ...runEvents(
          1,
          targets,
          () => 9,
          'cancelled',
          (slice) => slice === 3,
        ),
      );
    };
    expect(restOf(two())).toMatchObject({ sameAsBefore: true });
    expect(planned(restOf(two()).targets)).toEqual({ [key]: [0, 1, 4, 5], [otherSegment.key]: [0, 2, 4, 5] });
    const rest = (...events: readonly SessionEvent[]) => {
      const { targets, sameAsBefore } = restOf(play(two(), ...events));
      return [planned(targets), sameAsBefore];
    };
    const ofOther = { [otherSegment.key]: [0, 2, 4, 5] };
    expect(rest({ type: 'takes-part', segmentKey: key, takesPart: false })).toEqual([ofOther, false]);
    const context = (segments: readonly SegmentSummary[]) =>
      ({ type: 'context', context: { ...CONTEXT, segment: otherSegment, segments } }) as const;
    expect(rest(context([{ ...segment, locked: true }, otherSegment]))).toEqual([ofOther, false]);
    expect(rest(context([otherSegment]))).toEqual([ofOther, false]);
    expect(rest({ type: 'range', segmentationId: 'seg', range: [0, 3] })).toEqual([
      { [key]: [0, 1], [otherSegment.key]: [0, 2] },
      false,
    ]);
    const masks = [0, 0, 0, 9, 0, 0].map(mask);
    expect(rest({ type: 'masks', masks: { [key]: masks } })).toEqual([
      // Its drawn slice is gone, and what a run has filled is no support.
      ofOther,
      false,
    ]);
  });

  it('is nothing while another segmentation or series is active', () => {
    const other = { ...segment, segmentationId: 'other', key: 'other#1' };
    const context = { ...CONTEXT, segment: other, segments: [other] };
    const elsewhere = play(cancelled(), { type: 'context', context });
    expect(canResume(elsewhere)).toBe(false);
    const another = { ...CONTEXT, series: { ...series, key: 'another' } };
    expect(canResume(play(cancelled(), { type: 'context', context: another }))).toBe(false);
    expect(canResume(play(elsewhere, { type: 'context', context: CONTEXT }))).toBe(true);
  });

  it('begins anew where the job delivered what was not written', () => {
    const { run, ...state } = cancelled();
    if (run.phase !== 'cancelled') throw new Error(run.phase);
    const kept = { ...state, run: { ...run, summary: { ...run.summary, kept: 1 } } };
    expect(restOf(kept).sameAsBefore).toBe(false);
    const failed = { ...state, run: { ...run, phase: 'failed', message: 'x' } as const };
    expect(canResume(failed)).toBe(true);
    expect(restOf(failed).sameAsBefore).toBe(false);
  });

  it('begins anew when something else stands in its way, or what an earlier part filled is gone', () => {
    const { run, ...state } = cancelled();
    if (run.phase !== 'cancelled') throw new Error(run.phase);
    const stood = { ...state, run: { ...run, standing: { 4: 'seg#2 7, ' } } };
    expect(restOf(stood).sameAsBefore).toBe(false);
    // The second part brings slice 4 and is stopped, too.
    const { targets } = restOf(cancelled());
    const [preparing, ...events] = runEvents(
      2,
      targets,
      () => 9,
      'cancelled',
      (slice) => slice === 4,
    );
    const second = preparing as Extract<SessionEvent, { type: 'run-preparing' }>;
    const continued = { ...second, run: { ...second.run, continued: run } };
    const twice = play({ ...state, run }, continued, ...events);
    expect(restOf(twice)).toMatchObject({ targets: [{ slices: [0, 5] }], sameAsBefore: true });
    const cleared = { type: 'cleared', runId: 3, segmentKey: key, slices: [3], ends: [] } as const;
    expect(restOf(edited(play(twice, cleared), 3, 0)).sameAsBefore).toBe(false);
  });
});

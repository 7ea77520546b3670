import type { SliceScores } from '@few-shot-lms/engine';
import { EMPTY_MASK, maskFingerprint, type MaskFingerprint } from '../state/maskFingerprint';
import type { SessionEvent } from '../state/events';
import { planPropagation, type RunPlan } from '../state/runPlan';
import type { RunTarget } from '../state/runState';
import { initialState, segmentSession, type SessionState } from '../state/sessionState';
import { transition } from '../state/transition';
import { otherSegment, segment, series } from './FakeHost';

export const SCORES: SliceScores = { presence: 0.9, certainty: 0.8, agreement: 0.7, trust: 0.6 };

export const CONTEXT = { kind: 'segment', series, segment, segments: [segment, otherSegment] } as const;

/** A mask of some voxels; the same number gives the same mask. */
export function mask(voxels: number): MaskFingerprint {
  const plane = new Uint8Array(64);
  plane.fill(1, 0, voxels);
  return voxels === 0 ? EMPTY_MASK : maskFingerprint(plane, 1);
}

export function play(state: SessionState, ...events: readonly SessionEvent[]): SessionState {
  return events.reduce(transition, state);
}

/** The fake host's series of six slices with the voxels of both segments on every slice. */
export function sessionWith(
  voxels: readonly number[],
  ofOther: readonly number[] = [0, 0, 0, 0, 0, 0],
): SessionState {
  return play(
    initialState(''),
    { type: 'context', context: CONTEXT },
    { type: 'current-slice', slice: 2 },
    { type: 'masks', masks: { [segment.key]: voxels.map(mask), [otherSegment.key]: ofOther.map(mask) } },
  );
}

export const ALGORITHM = { modelId: 'm', modelTitle: 'M', modelVersion: '1', modelHashes: {} };

/** Events of a run over targets in which some slices come; a slice's voxels are `found(slice)`, 0 for absent. */
export function runEvents(
  runId: number,
  targets: readonly RunTarget[],
  found: (slice: number) => number,
  how: 'done' | 'cancelled' | null = 'done',
  came: (slice: number) => boolean = () => true,
): SessionEvent[] {
  const run = {
    runId,
    kind: 'propagate',
    segmentationId: 'seg',
    seriesKey: series.key,
    targets,
    movedEnd: null,
    standing: {},
    continued: null,
  } as const;
  const slices = targets.flatMap(({ segmentKey, slices: all }) =>
    all.filter(came).map((slice): SessionEvent => {
      const voxels = found(slice);
      return {
        type: 'run-slice',
        runId,
        segmentKey,
        slice,
        status: voxels > 0 ? 'propagated' : 'absent',
        scores: { ...SCORES, trust: SCORES.trust - slice / 100 },
        masks: { [segmentKey]: mask(voxels) },
        atMs: 10,
      };
    }),
  );
  return [
    { type: 'run-preparing', run, step: 'model', done: 0, total: 1 },
    { type: 'run-started', runId, atMs: 0, algorithm: ALGORITHM },
    ...slices,
    ...(how ? [{ type: 'run-ended', runId, how, atMs: 20 } as const] : []),
  ];
}

/** Slices by segment key. */
export const planned = (targets: readonly { segmentKey: string; slices: readonly number[] }[]) =>
  Object.fromEntries(targets.map(({ segmentKey, slices }) => [segmentKey, slices]));

/** Slice 2 drawn, everything else filled by run 1; slice 5 was judged empty. */
export function afterRun(came?: (slice: number) => boolean): SessionState {
  const drawn = sessionWith([0, 0, 50, 0, 0, 0]);
  const { targets } = planPropagation(drawn, CONTEXT);
  const found = (slice: number) => (slice === 5 ? 0 : 10 + slice);
  return play(drawn, ...runEvents(1, targets, found, came ? 'cancelled' : 'done', came));
}

/** The user makes a slice of the first segment look otherwise. */
export function edited(state: SessionState, slice: number, voxels: number): SessionState {
  const { masks } = segmentSession(state, segment.key);
  const changed = masks.map((known, k) => (k === slice ? mask(voxels) : known));
  return play(state, { type: 'masks', masks: { [segment.key]: changed } });
}

/** The second run, which carries a plan out beyond an end. */
export const extension = (plan: Pick<RunPlan, 'targets' | 'movedEnd'>) =>
  ({
    runId: 2,
    kind: 'extend',
    segmentationId: 'seg',
    seriesKey: series.key,
    standing: {},
    continued: null,
    ...plan,
  }) as const;

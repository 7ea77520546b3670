import type { SliceScores, SliceStatus } from '@few-shot-lms/engine';
import type { MaskFingerprint } from './maskFingerprint';

/** What a run found on a slice and the shape that it left there. */
export interface SliceOutcome {
  readonly runId: number;
  readonly status: SliceStatus;
  readonly scores: SliceScores;
  /** Hash of the segment's mask right after the run wrote it, '' where it wrote nothing. */
  readonly hash: string;
}

/** Everything remembered about the slices of one segment; keys are slice indices in spatial order. */
export interface SegmentProvenance {
  readonly outcomes: Readonly<Record<number, readonly SliceOutcome[]>>;
  /** Runs whose effect is currently undone. */
  readonly undoneRuns: readonly number[];
}

export const NO_PROVENANCE: SegmentProvenance = { outcomes: {}, undoneRuns: [] };

/** Earlier shapes are kept so that undoing a second run is recognised as the first run's work. */
const OUTCOMES_KEPT = 8;

export type SliceRole =
  /** Drawn or corrected by the user: a support. */
  | 'drawn'
  /** Filled by a run and not changed since. */
  | 'propagated'
  /** A run judged the object absent here. */
  | 'absent'
  /** Beyond the slice where the object ended. */
  | 'beyond-end'
  /** Nothing here and no run has been here. */
  | 'empty';

export interface SliceState {
  readonly role: SliceRole;
  readonly voxels: number;
  readonly hash: string;
  /** Scores of the run that the slice shows; only for propagated and absent slices. */
  readonly scores?: SliceScores;
}

/** Adds what a run found on one slice. */
export function withOutcome(
  provenance: SegmentProvenance,
  slice: number,
  outcome: SliceOutcome,
): SegmentProvenance {
  const earlier = provenance.outcomes[slice] ?? [];
  return {
    ...provenance,
    outcomes: { ...provenance.outcomes, [slice]: [...earlier, outcome].slice(-OUTCOMES_KEPT) },
  };
}

/** Marks a run as undone or as done again. */
export function withRunUndone(
  provenance: SegmentProvenance,
  runId: number,
  undone: boolean,
): SegmentProvenance {
  const others = provenance.undoneRuns.filter((id) => id !== runId);
  return { ...provenance, undoneRuns: undone ? [...others, runId] : others };
}

/**
 * Says for every slice whether it was drawn, propagated or is empty, from the masks that are there now. A slice counts
 * as propagated only while it still has the exact shape that a run left; any edit makes it drawn, undoing the edit
 * makes it propagated again.
 */
export function sliceStates(
  masks: readonly MaskFingerprint[],
  provenance: SegmentProvenance,
): readonly SliceState[] {
  return masks.map(({ voxels, hash }, slice) => {
    const outcomes = provenance.outcomes[slice] ?? [];
    if (voxels > 0) {
      const written = newest(outcomes, (outcome) => outcome.status === 'propagated' && outcome.hash === hash);
      return written
        ? { role: 'propagated', voxels, hash, scores: written.scores }
        : { role: 'drawn', voxels, hash };
    }
    const standing = newest(outcomes, (outcome) => !provenance.undoneRuns.includes(outcome.runId));
    if (!standing || standing.status === 'propagated') {
      // A mask that the user has cleared, or that found no free voxel: nothing is left to show a score for.
      return { role: 'empty', voxels, hash };
    }
    return standing.status === 'absent'
      ? { role: 'absent', voxels, hash, scores: standing.scores }
      : { role: 'beyond-end', voxels, hash };
  });
}

function newest(
  outcomes: readonly SliceOutcome[],
  fits: (outcome: SliceOutcome) => boolean,
): SliceOutcome | undefined {
  for (let n = outcomes.length - 1; n >= 0; n--) if (fits(outcomes[n])) return outcomes[n];
  return undefined;
}

/** Indices of the slices that a run takes as supports. */
export function drawnSlices(states: readonly SliceState[]): number[] {
  return states.flatMap((state, slice) => (state.role === 'drawn' ? [slice] : []));
}

import type { SliceScores, SliceStatus } from '@few-shot-lms/engine';
import type { MaskFingerprint } from './maskFingerprint';

/**
 * What became of a slice: what a run found there, or what the user decided about it.
 * - cleared: emptied on request
 * - released: drawn, but no support any more; a run may overwrite it
 * - locked: filled by a run and declared a support as it is
 * - erased: emptied with a tool before the SEG was saved that it was opened from, which does not say what was there
 */
export type OutcomeKind = SliceStatus | 'cleared' | 'released' | 'locked' | 'erased';

/** What happened to a slice and the shape that it had afterwards. */
export interface SliceOutcome {
  readonly runId: number;
  readonly status: OutcomeKind;
  /** Of a run; null for what the user decided. */
  readonly scores: SliceScores | null;
  /** Hash of the segment's mask afterwards, '' where it is empty. */
  readonly hash: string;
  /** What a run's result was made from (see dependencies.ts), '' for the others. */
  readonly basis: string;
  /** The run that had left this shape before: when that one is undone, the shape is gone. */
  readonly madeBy?: number;
  /** The run of another segment that took voxels from the shape, or gave some back: undone with that one. */
  readonly movedBy?: number;
}

/** Everything remembered about the slices of one segment; keys are slice indices in spatial order. */
export interface SegmentProvenance {
  readonly outcomes: Readonly<Record<number, readonly SliceOutcome[]>>;
  /** Runs and clearings whose effect is currently undone. */
  readonly undoneRuns: readonly number[];
}

export const NO_PROVENANCE: SegmentProvenance = { outcomes: {}, undoneRuns: [] };

/** Earlier shapes are kept so that undoing a second run is recognised as the first run's work. */
const OUTCOMES_KEPT = 12;

/** What a run says of a slice. */
export const OF_RUNS: readonly OutcomeKind[] = ['propagated', 'absent', 'beyond-end'];

/** What a run has once filled: what is there now in another shape is a correction. */
const ONCE_FILLED: readonly OutcomeKind[] = ['propagated', 'locked', 'erased'];

export type SliceRole =
  /** Drawn by the user where no run had been: a support. */
  | 'drawn'
  /** Filled by a run, then corrected or locked by the user: a support. */
  | 'locked'
  /** Drawn, then released by the user: no support. */
  | 'released'
  /** Filled by a run and not changed since. */
  | 'propagated'
  /** A run judged the object absent here. */
  | 'absent'
  /** Beyond the slice where the object ended. */
  | 'beyond-end'
  /** Nothing here and no run has been here. */
  | 'empty'
  /** Emptied by a clearing; a run may fill it again. */
  | 'cleared'
  /** Filled by a run, then erased by the user with a tool: the object is not here. */
  | 'erased';

export interface SliceState {
  readonly role: SliceRole;
  readonly voxels: number;
  readonly hash: string;
  /** Scores of the run that the slice shows; only for propagated and absent slices. */
  readonly scores?: SliceScores;
  /**
   * The run whose finding the slice still shows, locked or not; none where the user drew, corrected or emptied it. Of an empty
   * one: whose find has gone to other segments altogether.
   */
  readonly runId?: number;
  /** What the run's result was made from; only where a run's finding stands. */
  readonly basis?: string;
}

/** Adds what happened to one slice. */
export function withOutcome(
  provenance: SegmentProvenance,
  slice: number,
  outcome: SliceOutcome,
): SegmentProvenance {
  const earlier = provenance.outcomes[slice] ?? [];
  const same = newest(
    earlier,
    (known) => known.hash !== '' && known.hash === outcome.hash && !isUndone(known, provenance.undoneRuns),
  );
  const added = same ? { ...outcome, madeBy: same.movedBy ?? same.madeBy ?? same.runId } : outcome;
  return {
    ...provenance,
    outcomes: { ...provenance.outcomes, [slice]: [...earlier, added].slice(-OUTCOMES_KEPT) },
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

/** Decisions of the user belong to no run and are never undone by one; nor does what a SEG says that was opened. */
export const NO_RUN = 0;

/**
 * The user makes a filled slice a support as it is, or a support none any more; what a run left untouched counts as the
 * run's again.
 */
export function withDecision(
  provenance: SegmentProvenance,
  slice: number,
  hash: string,
  decision: 'locked' | 'released',
): SegmentProvenance {
  const filled = newest(
    provenance.outcomes[slice] ?? [],
    (outcome) => hash !== '' && outcome.hash === hash && outcome.status === 'propagated',
  );
  const outcome: SliceOutcome =
    decision === 'released' && filled
      ? filled
      : { runId: NO_RUN, status: decision, scores: null, hash, basis: '' };
  return withOutcome(provenance, slice, outcome);
}

/**
 * Notes that a run for another segment took voxels of a slice, or gave some back: what was known of the shape before holds for
 * what there is now. A slice that the user drew stays drawn.
 */
export function withDisplacedMask(
  provenance: SegmentProvenance,
  slice: number,
  before: MaskFingerprint,
  after: MaskFingerprint,
  movedBy: number,
): SegmentProvenance {
  if (before.hash === after.hash) return provenance;
  const outcomes = provenance.outcomes[slice] ?? [];
  const { role, runId } = sliceState(before, outcomes, provenance.undoneRuns);
  const lostAll = role === 'empty' && runId !== undefined;
  const known = newest(outcomes, (outcome) =>
    lostAll ? outcome.runId === runId : before.voxels > 0 && outcome.hash === before.hash,
  );
  if (known) return withOutcome(provenance, slice, { ...known, hash: after.hash, movedBy });
  // A correction that went altogether would look erased by the user.
  const looksErased =
    before.voxels > 0 && sliceState(after, outcomes, provenance.undoneRuns).role === 'erased';
  if (!looksErased) return provenance;
  const released = { runId: NO_RUN, status: 'released', scores: null, hash: after.hash, basis: '' } as const;
  return withOutcome(provenance, slice, { ...released, movedBy });
}

/**
 * Says for every slice whether it was drawn, propagated or is empty, from the masks that are there now. A slice counts
 * as propagated only while it still has the exact shape that a run left; any edit locks it, down to the last voxel; undoing
 * the edit makes it propagated again.
 */
export function sliceStates(
  masks: readonly MaskFingerprint[],
  provenance: SegmentProvenance,
): readonly SliceState[] {
  return masks.map((mask, slice) =>
    sliceState(mask, provenance.outcomes[slice] ?? [], provenance.undoneRuns),
  );
}

/** The same for one slice. */
export function sliceState(
  { voxels, hash }: MaskFingerprint,
  outcomes: readonly SliceOutcome[],
  undoneRuns: readonly number[],
): SliceState {
  if (voxels > 0) {
    const known = newest(outcomes, (outcome) => outcome.hash === hash);
    if (known?.status === 'propagated') {
      const { runId, basis } = known;
      return { role: 'propagated', voxels, hash, scores: known.scores ?? undefined, runId, basis };
    }
    if (known?.status === 'released') return { role: 'released', voxels, hash };
    const corrected = outcomes.some(
      (outcome) => !isUndone(outcome, undoneRuns) && ONCE_FILLED.includes(outcome.status),
    );
    const role = corrected ? 'locked' : 'drawn';
    const own = newest(outcomes, (outcome) => outcome.hash === hash && outcome.status === 'propagated');
    return own ? { role, voxels, hash, runId: own.runId } : { role, voxels, hash };
  }
  const standing = newest(outcomes, (outcome) => !isUndone(outcome, undoneRuns));
  if (!standing) return { role: 'empty', voxels, hash };
  const { basis, runId } = standing;
  const scores = standing.scores ?? undefined;
  switch (standing.status) {
    case 'absent':
      return { role: 'absent', voxels, hash, scores, runId, basis };
    case 'beyond-end':
      return { role: 'beyond-end', voxels, hash, basis };
    case 'cleared':
    case 'erased':
      return { role: standing.status, voxels, hash };
    case 'released':
      return { role: 'empty', voxels, hash };
    case 'propagated':
    case 'locked':
      // Either all that was found belonged to another segment, or somebody has erased it since.
      return standing.hash === ''
        ? { role: 'empty', voxels, hash, runId, basis }
        : { role: 'erased', voxels, hash };
  }
}

/** True for a slice that a run takes as a support and never changes. */
export function isSupport({ role }: Pick<SliceState, 'role'>): boolean {
  return role === 'drawn' || role === 'locked';
}

/** True for what a run has found by looking: the object, or that it is not there. */
export function isFinding({ role }: Pick<SliceState, 'role'>): boolean {
  return role === 'propagated' || role === 'absent';
}

/** True for a slice that a run leaves as the user has made it: a support, or one that the user has erased. */
export function isLocked({ role }: Pick<SliceState, 'role'>): boolean {
  return isSupport({ role }) || role === 'erased';
}

/** Indices of the slices that a run takes as supports. */
export function drawnSlices(states: readonly SliceState[]): number[] {
  return states.flatMap((state, slice) => (isSupport(state) ? [slice] : []));
}

/** Indices of the slices that the user has erased. */
export function erasedSlices(states: readonly SliceState[]): number[] {
  return states.flatMap(({ role }, slice) => (role === 'erased' ? [slice] : []));
}

function isUndone(
  { runId, madeBy = runId, movedBy = runId }: SliceOutcome,
  undoneRuns: readonly number[],
): boolean {
  return [runId, madeBy, movedBy].some((id) => undoneRuns.includes(id));
}

function newest(
  outcomes: readonly SliceOutcome[],
  fits: (outcome: SliceOutcome) => boolean,
): SliceOutcome | undefined {
  for (let n = outcomes.length - 1; n >= 0; n--) if (fits(outcomes[n])) return outcomes[n];
  return undefined;
}

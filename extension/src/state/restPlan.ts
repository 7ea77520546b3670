import { basisNaming } from './dependencies';
import { erasedSlices, isLocked } from './provenance';
import { partakers, type RunPlan } from './runPlan';
import {
  isRunOn,
  plannedSlices,
  type DraggedEnd,
  type RunInSight,
  type RunOf,
  type RunTarget,
} from './runState';
import { segmentView } from './segmentView';
import { segmentationSession, segmentSession, type SessionState } from './sessionState';
import { standingNames, standingSegments } from './standing';

/** What is left of a run. */
export interface RestPlan extends Pick<RunPlan, 'targets' | 'movedEnd'> {
  /** Nothing has changed that it depends on: the stopped job can go on where it is. */
  readonly sameAsBefore: boolean;
}

/**
 * What a cancelled or broken-off run has left to do, for the segments that still take part and within the range of now;
 * nothing if another segmentation or series is active. `movedEnd` is set if it came with an end and ended before that was
 * remembered.
 */
export function planRest(state: SessionState, run: RunInSight): RestPlan {
  const { context } = state;
  const movedEnd = endToRemember(state, run);
  const active =
    context.kind === 'segment' && isRunOn(run, context.segment.segmentationId, context.series.key);
  if (!active) return { targets: [], movedEnd, sameAsBefore: false };
  const takesPart = new Set(partakers(state, context).map(({ key }) => key));
  const rest = run.targets
    .filter(({ segmentKey }) => takesPart.has(segmentKey))
    .map((target) => restOf(state, run, target, movedEnd));
  const targets = rest.filter(({ slices }) => slices.length > 0);
  const standing = standingNames(standingSegments(state, context, targets));
  const sameAsBefore =
    // What a job has delivered it does not deliver again, written or not.
    run.phase !== 'failed' &&
    !('broken' in run) &&
    !('summary' in run && run.summary.kept > 0) &&
    rest.length === run.targets.length &&
    run.targets.every((target, n) => isAsLeft(state, run, target, rest[n])) &&
    earlierRuns(run).every((before) => before.targets.every((target) => isAsLeft(state, before, target))) &&
    targets.every(({ slices }) => slices.every((slice) => standing[slice] === run.standing[slice]));
  return { targets, movedEnd, sameAsBefore };
}

/** True if a run ended before all its slices had come. */
export function canResume(state: SessionState): boolean {
  const { run } = state;
  if (run.phase !== 'cancelled' && run.phase !== 'failed') return false;
  return plannedSlices(planRest(state, run).targets) > 0;
}

function restOf(
  state: SessionState,
  run: RunInSight,
  target: RunTarget,
  movedEnd: DraggedEnd | null,
): RunTarget {
  const { outcomes, undoneRuns } = segmentSession(state, target.segmentKey).provenance;
  const { slices, supports, ends: known } = segmentView(state, target.segmentKey);
  const [first, last] = segmentationSession(state, run.segmentationId).range ?? [0, slices.length - 1];
  const dragged = movedEnd?.segmentKey === target.segmentKey ? movedEnd : null;
  const ends = dragged ? { ...known, [dragged.side]: dragged.slice } : known;
  const basisAt = basisNaming(slices, ends);
  // By this run, or by one or a clearing after it.
  const came = (slice: number) =>
    (outcomes[slice] ?? []).some(({ runId }) => runId >= run.runId && !undoneRuns.includes(runId));
  const open = (slice: number) =>
    slice >= first && slice <= last && !came(slice) && !isLocked(slices[slice]) && !slices[slice].checked;
  const rest = target.slices.filter((slice) => slices[slice] && open(slice));
  const basis = Object.fromEntries(rest.map((slice) => [slice, basisAt(slice)]));
  return { ...target, supports, erased: erasedSlices(slices), slices: rest, ends, basis };
}

/**
 * True while every slice of a run is either as the run has left it or among `rest` and made from the same: the job's claims
 * on all others would be held against the other segments.
 */
function isAsLeft(state: SessionState, run: RunOf, target: RunTarget, rest?: RunTarget): boolean {
  const { outcomes } = segmentSession(state, target.segmentKey).provenance;
  const { slices } = segmentView(state, target.segmentKey);
  return target.slices.every((slice) => {
    if (rest?.slices.includes(slice)) return rest.basis[slice] === target.basis[slice];
    const own = (outcomes[slice] ?? []).find(({ runId }) => runId === run.runId);
    // What had not come by the end of an earlier run is among the slices of a later one.
    if (!own) return rest === undefined;
    return own.status !== 'propagated' || slices[slice]?.runId === run.runId;
  });
}

/** The runs whose job this one went on with. */
function earlierRuns(run: RunOf): readonly RunOf[] {
  return run.continued ? [run.continued, ...earlierRuns(run.continued)] : [];
}

/** Null if the run's end was remembered when it began, or the user has said something else on that side since. */
function endToRemember(state: SessionState, { runId, movedEnd }: RunInSight): DraggedEnd | null {
  if (!movedEnd) return null;
  const { movedEnds, provenance } = segmentSession(state, movedEnd.segmentKey);
  const standing = movedEnds.filter((end) => !provenance.undoneRuns.includes(end.runId));
  return standing.some((end) => end.side === movedEnd.side && end.runId >= runId) ? null : movedEnd;
}

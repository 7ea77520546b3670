import type { SliceScores } from '@few-shot-lms/engine';
import { isGoing, type RunState } from './runState';
import type { SegmentView } from './segmentView';
import type { SliceRange } from './sessionState';
import { sliceNumber, type SeriesSummary } from './viewerContext';

export type CellKind =
  | 'drawn'
  | 'locked'
  | 'released'
  | 'erased'
  | 'propagated'
  | 'absent'
  | 'beyond-end'
  | 'empty'
  | 'outside'
  | 'waiting';

/** One slice in the strip. */
export interface StripCell {
  readonly slice: number;
  /** Number that the viewer shows for the slice. */
  readonly number: number;
  readonly kind: CellKind;
  readonly scores?: SliceScores;
  readonly checked: boolean;
  /** Made from something else than what is drawn now. */
  readonly stale: boolean;
}

/**
 * Cells of the slice strip in the order in which the viewer scrolls. While a run goes on, slices that it has still to
 * reach are 'waiting'; empty slices beyond the chosen range are 'outside'.
 */
export function stripCells(
  { slices }: SegmentView,
  range: SliceRange | null,
  waiting: ReadonlySet<number>,
  series: Pick<SeriesSummary, 'slices' | 'descending'>,
): readonly StripCell[] {
  const cells = slices.map(({ role, scores, checked, stale }, slice): StripCell => {
    const inRange = range === null || (slice >= range[0] && slice <= range[1]);
    const empty = role === 'empty' || role === 'cleared';
    const kind = waiting.has(slice) ? 'waiting' : !empty ? role : inRange ? 'empty' : 'outside';
    return { slice, number: sliceNumber(series, slice), kind, scores, checked, stale };
  });
  return series.descending ? cells.reverse() : cells;
}

/** Slices of a segment that the run has still to reach. */
export function waitingSlices(
  run: RunState,
  segmentKey: string,
  outcomes: Readonly<Record<number, readonly { readonly runId: number }[]>>,
): ReadonlySet<number> {
  if (!isGoing(run) || run.phase === 'preparing') return new Set();
  const target = run.targets.find((candidate) => candidate.segmentKey === segmentKey);
  const reached = (slice: number) => (outcomes[slice] ?? []).some(({ runId }) => runId === run.runId);
  return new Set(target?.slices.filter((slice) => !reached(slice)));
}

import type { SliceScores } from '@few-shot-lms/engine';
import type { SliceState } from './provenance';
import type { RunState, SliceRange } from './sessionState';
import { sliceNumber, type SeriesSummary } from './viewerContext';

export type CellKind = 'drawn' | 'propagated' | 'absent' | 'beyond-end' | 'empty' | 'outside' | 'waiting';

/** One slice in the strip. */
export interface StripCell {
  readonly slice: number;
  /** Number that the viewer shows for the slice. */
  readonly number: number;
  readonly kind: CellKind;
  readonly scores?: SliceScores;
}

/**
 * Cells of the slice strip in the order in which the viewer scrolls. While a run goes on, slices that it has still to reach are 'waiting';
 * empty slices beyond the chosen range are 'outside'.
 */
export function stripCells(
  states: readonly SliceState[],
  range: SliceRange | null,
  run: RunState,
  segmentKey: string,
  reached: ReadonlySet<number>,
  series: Pick<SeriesSummary, 'slices' | 'descending'>,
): readonly StripCell[] {
  const going = (run.phase === 'running' || run.phase === 'cancelling') && run.segmentKey === segmentKey;
  const cells = states.map(({ role, scores }, slice): StripCell => {
    const number = sliceNumber(series, slice);
    const inRange = range === null || (slice >= range[0] && slice <= range[1]);
    if (role === 'drawn') return { slice, number, kind: 'drawn' };
    if (going && inRange && !reached.has(slice)) return { slice, number, kind: 'waiting' };
    if (role === 'empty') return { slice, number, kind: inRange ? 'empty' : 'outside' };
    return { slice, number, kind: role, scores };
  });
  return series.descending ? cells.reverse() : cells;
}

/** Slices that a run has reached, from the outcomes that it has left. */
export function reachedSlices(
  outcomes: Readonly<Record<number, readonly { readonly runId: number }[]>>,
  runId: number,
): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const [slice, list] of Object.entries(outcomes)) {
    if (list.some((outcome) => outcome.runId === runId)) reached.add(Number(slice));
  }
  return reached;
}

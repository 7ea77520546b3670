import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { drawnSlices, type SliceState } from './provenance';
import type { SliceRange } from './sessionState';
import { sliceOfNumber, type SeriesSummary } from './viewerContext';

export interface RunPlan {
  /** Drawn slices: the supports. */
  readonly supports: readonly number[];
  readonly range: SliceRange;
  /** Slices that will be filled: the range without the supports. */
  readonly planned: number;
}

/**
 * What a run would do now.
 * @throws UserError if nothing is drawn or nothing is left to fill
 */
export function planRun(states: readonly SliceState[], range: SliceRange | null): RunPlan {
  const supports = drawnSlices(states);
  if (supports.length === 0) {
    throw new UserError(
      states.some(({ role }) => role === 'propagated')
        ? texts.problems.nothingDrawnAnew
        : texts.problems.nothingDrawn,
    );
  }
  if (supports.length === states.length) throw new UserError(texts.problems.allDrawn);
  const [from, to] = range ?? [0, states.length - 1];
  const inRange = supports.filter((slice) => slice >= from && slice <= to).length;
  const planned = to - from + 1 - inRange;
  if (planned <= 0) throw new UserError(texts.problems.rangeFull);
  return { supports, range: [from, to], planned };
}

/**
 * Turns two slice numbers as the viewer shows them into a range in spatial order.
 * @throws UserError if they are not whole numbers within the series
 */
export function parseRange(
  from: number,
  to: number,
  series: Pick<SeriesSummary, 'slices' | 'descending'>,
): SliceRange {
  const whole = Number.isInteger(from) && Number.isInteger(to);
  if (!whole || from < 1 || to > series.slices || from > to) {
    throw new UserError(texts.problems.badRange(series.slices));
  }
  const [first, last] = [sliceOfNumber(series, from), sliceOfNumber(series, to)];
  return [Math.min(first, last), Math.max(first, last)];
}

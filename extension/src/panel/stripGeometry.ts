import { sliceNumber, sliceOfNumber, type SeriesSummary } from '../state/viewerContext';
import type { Side } from '../state/sessionState';

type Order = Pick<SeriesSummary, 'slices' | 'descending'>;

/** Slice under a place on the strip, from 0 (left) to 1 (right); the strip is in the order in which the viewer scrolls. */
export function sliceAt(share: number, series: Order): number {
  const number = Math.floor(Math.max(0, Math.min(0.999999, share)) * series.slices) + 1;
  return sliceOfNumber(series, number);
}

/** Where the outer edge of a slice's cell is on the strip, 0 to 1, for a handle that stands for the end on one side. */
export function outerEdge(slice: number, side: Side, series: Order): number {
  const cell = sliceNumber(series, slice) - 1;
  const isRightmost = (side === 'high') !== series.descending;
  return (cell + (isRightmost ? 1 : 0)) / series.slices;
}

/** Slice that a key moves a handle to, null for keys that mean nothing; right is towards higher numbers. */
export function sliceAfterKey(key: string, slice: number, series: Order): number | null {
  const number = sliceNumber(series, slice);
  const numbers: Readonly<Record<string, number>> = {
    ArrowLeft: number - 1,
    ArrowDown: number - 1,
    ArrowRight: number + 1,
    ArrowUp: number + 1,
    PageDown: number - 10,
    PageUp: number + 10,
    Home: 1,
    End: series.slices,
  };
  if (!(key in numbers)) return null;
  return sliceOfNumber(series, Math.max(1, Math.min(series.slices, numbers[key])));
}

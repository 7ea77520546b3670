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

/** Narrower cells could neither be told apart nor be hit by the mouse. */
const CELL_PX = 3;
/** So near to an edge of what is in view, a handle that is dragged there scrolls the strip. */
const EDGE_PX = 12;
/** The furthest that one step scrolls. */
const STEP_PX = 24;

/** Width that all cells of a strip need at least, in pixels: the strip scrolls where the panel gives it less. */
export function leastWidth(slices: number): number {
  return slices * CELL_PX;
}

/**
 * How far to scroll so that a part is in view: not at all where it is, otherwise until it is in the middle, so that the next
 * ones beside it are in view too.
 * @param part its left and right edge from the left edge of the view, in pixels
 */
export function shiftToShow([left, right]: readonly [number, number], view: number): number {
  return left >= 0 && right <= view ? 0 : (left + right - view) / 2;
}

/**
 * How far one step scrolls while a handle is held at an edge: the further out, the faster.
 * @param from where it was taken, `x` where it is held, both from the left edge of the view: towards an edge that it was
 * taken at, and not moved closer to, nothing is scrolled
 */
export function shiftAtEdge(from: number, x: number, view: number): number {
  if (x > from && x > view - EDGE_PX) return Math.min(STEP_PX, x - (view - EDGE_PX));
  if (x < from && x < EDGE_PX) return Math.max(-STEP_PX, x - EDGE_PX);
  return 0;
}

import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { basisNaming } from './dependencies';
import { erasedSlices, isLocked } from './provenance';
import type { DraggedEnd, RunKind, RunTarget } from './runState';
import { segmentView, type SliceView } from './segmentView';
import {
  segmentationSession,
  segmentSession,
  type SessionState,
  type Side,
  type SliceRange,
} from './sessionState';
import { sliceOfNumber, type SegmentSummary, type SeriesSummary, type ViewerContext } from './viewerContext';

/** What a run would do. */
export interface RunPlan {
  readonly kind: RunKind;
  readonly targets: readonly RunTarget[];
  /** Set for an extension: the end that comes with it. */
  readonly movedEnd: DraggedEnd | null;
}

type SegmentContext = Extract<ViewerContext, { kind: 'segment' }>;

/** Segments of the active segmentation that the next run takes: those with drawn slices that nobody has left out. */
export function partakers(state: SessionState, { segments }: SegmentContext): readonly SegmentSummary[] {
  return segments.filter(
    ({ key, locked }) =>
      !locked && segmentSession(state, key).takesPart && segmentView(state, key).supports.length > 0,
  );
}

/**
 * True where a run may not give a segment's voxels to another one, although it does not fill the slice for it: what takes
 * part keeps its voxels, and of a label with a tick that has no drawn slice what the user has found right.
 */
export function keepsVoxels(state: SessionState, key: string, slice: number): boolean {
  const { supports, slices } = segmentView(state, key);
  if (!segmentSession(state, key).takesPart) return false;
  return supports.length > 0 || slices[slice]?.checked === true;
}

/**
 * Fills every slice of the range, for every segment that takes part, except what the user has drawn, locked, erased or found right.
 * @throws UserError if nothing is drawn or nothing is left to fill
 */
export function planPropagation(state: SessionState, context: SegmentContext): RunPlan {
  const segments = partakers(state, context);
  if (segments.length === 0) throw new UserError(whyNobody(state, context));
  const targets = segments
    .map((segment) => targetOf(state, context, segment, (view) => !view.checked))
    .filter(({ slices }) => slices.length > 0);
  if (targets.length === 0) throw new UserError(whyNothing(state, context, segments));
  return { kind: 'propagate', targets, movedEnd: null };
}

/**
 * Fills what is missing and what depends on something that has changed; what the user has cleared stays empty.
 * @throws UserError if nothing is drawn or everything is up to date
 */
export function planUpdate(state: SessionState, context: SegmentContext): RunPlan {
  const segments = partakers(state, context);
  if (segments.length === 0) throw new UserError(whyNobody(state, context));
  const targets = outdatedTargets(state, context);
  if (targets.length === 0) throw new UserError(texts.problems.upToDate);
  return { kind: 'update', targets, movedEnd: null };
}

/** What an update would fill, by segment; empty if everything is up to date. */
export function outdatedTargets(state: SessionState, context: SegmentContext): readonly RunTarget[] {
  return partakers(state, context)
    .map((segment) => targetOf(state, context, segment, isOutdated))
    .filter(({ slices }) => slices.length > 0);
}

/**
 * Fills the active segment beyond the end that was found, at least to a slice.
 * @throws UserError if the slice is not beyond the outermost drawn one, or the segment is locked
 */
export function planExtension(
  state: SessionState,
  context: SegmentContext,
  side: Side,
  slice: number,
): RunPlan {
  const { segment, series } = context;
  if (segment.locked) throw new UserError(texts.problems.locked(segment.label));
  const { supports } = segmentView(state, segment.key);
  const outermost = side === 'high' ? Math.max(...supports) : Math.min(...supports);
  const beyond = side === 'high' ? slice > outermost : slice < outermost;
  if (supports.length === 0 || slice < 0 || slice >= series.slices || !beyond) {
    throw new UserError(texts.problems.badEnd);
  }
  const onThisSide = (_: SliceView, k: number) => (side === 'high' ? k > outermost : k < outermost);
  const movedEnd = { segmentKey: segment.key, side, slice };
  const target = targetOf(
    state,
    context,
    segment,
    (view, k) => !view.checked && onThisSide(view, k),
    movedEnd,
  );
  if (target.slices.length === 0) throw new UserError(texts.problems.rangeFull);
  return { kind: 'extend', targets: [target], movedEnd };
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

function isOutdated({ role, stale, checked, basis }: SliceView): boolean {
  if (checked) return false;
  return stale || role === 'released' || (role === 'empty' && basis === undefined);
}

function targetOf(
  state: SessionState,
  { series, segment: { segmentationId } }: SegmentContext,
  segment: SegmentSummary,
  wanted: (view: SliceView, slice: number) => boolean,
  movedEnd?: { readonly side: Side; readonly slice: number },
): RunTarget {
  const view = segmentView(state, segment.key);
  const [first, last] = segmentationSession(state, segmentationId).range ?? [0, series.slices - 1];
  const slices = view.slices.flatMap((slice, k) =>
    k >= first && k <= last && !isLocked(slice) && wanted(slice, k) ? [k] : [],
  );
  const ends = movedEnd ? { ...view.ends, [movedEnd.side]: movedEnd.slice } : view.ends;
  const basisAt = basisNaming(view.slices, ends);
  return {
    segmentKey: segment.key,
    index: segment.index,
    label: segment.label,
    supports: view.supports,
    erased: erasedSlices(view.slices),
    slices,
    ends,
    basis: Object.fromEntries(slices.map((k) => [k, basisAt(k)])),
  };
}

function whyNobody(state: SessionState, { segment, segments }: SegmentContext): string {
  if (segment.locked) return texts.problems.locked(segment.label);
  const views = segments.map(({ key }) => segmentView(state, key));
  if (views.some(({ supports }) => supports.length > 0)) return texts.problems.nobodyTakesPart;
  const filled = views.some(({ slices }) => slices.some(({ role }) => role === 'propagated'));
  return filled ? texts.problems.nothingDrawnAnew : texts.problems.nothingDrawn;
}

function whyNothing(
  state: SessionState,
  { series }: SegmentContext,
  segments: readonly SegmentSummary[],
): string {
  const allDrawn = segments.every(({ key }) => segmentView(state, key).supports.length === series.slices);
  return allDrawn ? texts.problems.allDrawn : texts.problems.rangeFull;
}

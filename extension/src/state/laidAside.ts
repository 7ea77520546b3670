import type { MaskFingerprint } from './maskFingerprint';
import { segmentSession, type SegmentSession, type SessionState } from './sessionState';

/** Segments that were deleted most lately; who undoes more deletions has the others counted as drawn. */
const LAID_ASIDE = 8;

/**
 * The state without segments that the viewer has no more, whose numbers it gives to new ones. What was known of them is laid
 * aside, for an undo can bring them back; of one without voxels there is nothing by which it would be known again.
 */
export function layAside(state: SessionState, keys: readonly string[]): SessionState {
  const withVoxels = keys.filter((key) => segmentSession(state, key).masks.some(({ voxels }) => voxels > 0));
  const gone = withVoxels.map((key): [string, SegmentSession] => [key, state.segments[key]]);
  const before = Object.entries(without(state.laidAside, keys));
  return {
    ...state,
    segments: without(state.segments, keys),
    laidAside: Object.fromEntries([...before, ...gone].slice(-LAID_ASIDE)),
  };
}

/**
 * What was known of a deleted segment is known of one again that turns up under its number with the very same voxels;
 * otherwise that is a new one, and what was laid aside is dropped.
 */
export function takeBack(
  state: SessionState,
  segmentKey: string,
  masks: readonly MaskFingerprint[],
): SessionState {
  const known = state.laidAside[segmentKey] as SegmentSession | undefined;
  if (!known) return state;
  const laidAside = without(state.laidAside, [segmentKey]);
  if (!sameMasks(known.masks, masks)) return { ...state, laidAside };
  return { ...state, laidAside, segments: { ...state.segments, [segmentKey]: known } };
}

export function sameMasks(a: readonly MaskFingerprint[], b: readonly MaskFingerprint[]): boolean {
  return a.length === b.length && a.every(({ hash }, slice) => hash === b[slice].hash);
}

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

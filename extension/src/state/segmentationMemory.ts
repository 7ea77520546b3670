import {
  NEW_SEGMENTATION_SESSION,
  type SegmentationSession,
  type SegmentSession,
  type SessionState,
} from './sessionState';
import { segmentationOf } from './viewerContext';

/** All that is remembered of a segmentation. */
export interface SegmentationMemory {
  /** null: nothing of it as a whole. */
  readonly segmentation: SegmentationSession | null;
  /** By segment key. */
  readonly segments: Readonly<Record<string, SegmentSession>>;
}

export function memoryOf(state: SessionState, segmentationId: string): SegmentationMemory {
  return {
    segmentation: state.segmentations[segmentationId] ?? null,
    segments: only(state.segments, (key) => segmentationOf(key) === segmentationId),
  };
}

/**
 * The state with this remembered of a segmentation as it was once, and nothing else but what was written of it since: the SEGs
 * that say so are still there.
 */
export function withMemory(
  state: SessionState,
  segmentationId: string,
  { segmentation, segments }: SegmentationMemory,
): SessionState {
  const others = withoutMemory(state, segmentationId);
  const now = memoryOf(state, segmentationId).segmentation;
  const place = now?.place ?? segmentation?.place ?? null;
  const saved = now?.saved ?? segmentation?.saved ?? null;
  const known =
    place || saved ? { ...(segmentation ?? NEW_SEGMENTATION_SESSION), place, saved } : segmentation;
  const tracked = Object.entries(segments).map(([key, segment]): [string, SegmentSession] => {
    const segmentNow = state.segments[key] as SegmentSession | undefined;
    return [key, { ...segment, tracking: segment.tracking ?? segmentNow?.tracking ?? null }];
  });
  return {
    ...others,
    segments: { ...others.segments, ...Object.fromEntries(tracked) },
    segmentations: { ...others.segmentations, ...(known && { [segmentationId]: known }) },
  };
}

export function withoutMemory(state: SessionState, segmentationId: string): SessionState {
  return {
    ...state,
    segments: only(state.segments, (key) => segmentationOf(key) !== segmentationId),
    laidAside: only(state.laidAside, (key) => segmentationOf(key) !== segmentationId),
    segmentations: only(state.segmentations, (id) => id !== segmentationId),
  };
}

function only<T>(record: Readonly<Record<string, T>>, fits: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => fits(key)));
}

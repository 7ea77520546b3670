import type { SegmentationSession, SegmentSession, SessionState } from './sessionState';
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

/** The state with this remembered of a segmentation, and nothing else. */
export function withMemory(
  state: SessionState,
  segmentationId: string,
  { segmentation, segments }: SegmentationMemory,
): SessionState {
  const others = withoutMemory(state, segmentationId);
  const known = segmentation && { [segmentationId]: segmentation };
  return {
    ...others,
    segments: { ...others.segments, ...segments },
    segmentations: { ...others.segmentations, ...known },
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

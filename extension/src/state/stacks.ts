import { changeSegment, changeSegmentation } from './changes';
import { withRunUndone } from './provenance';
import {
  NEW_SLICE_MEMORY,
  segmentationSession,
  type SegmentSession,
  type SessionState,
  type SliceMemory,
} from './sessionState';
import { EMPTY_MASK } from './maskFingerprint';
import { segmentationOf, type SeriesSummary } from './viewerContext';

/**
 * The state with a segmentation's slices counted on this series or stack. What is remembered by slice number belongs to the
 * stack on which it was made: it is laid aside when the drawing moves to another one and comes back with its own.
 */
export function onStack(
  state: SessionState,
  segmentationId: string,
  series: Pick<SeriesSummary, 'key' | 'slices'>,
): SessionState {
  const seriesKey = series.key;
  const session = segmentationSession(state, segmentationId);
  if (session.seriesKey === seriesKey) return state;
  const before = session.seriesKey;
  if (before === null) {
    // A SEG is opened before its segmentation is active: what that holds is of this stack.
    const saved = session.saved && { ...session.saved, seriesKey: session.saved.seriesKey ?? seriesKey };
    return changeSegmentation(state, segmentationId, { seriesKey, saved });
  }
  const moved = changeSegmentation(state, segmentationId, {
    seriesKey,
    range: session.otherRanges[seriesKey] ?? null,
    otherRanges: { ...session.otherRanges, [before]: session.range },
  });
  const nothing = { ...NEW_SLICE_MEMORY, masks: Array.from({ length: series.slices }, () => EMPTY_MASK) };
  return Object.keys(state.segments)
    .filter((key) => segmentationOf(key) === segmentationId)
    .reduce(
      (next, key) =>
        changeSegment(next, key, (segment) => ({
          ...segment,
          ...(segment.otherStacks[seriesKey] ?? nothing),
          otherStacks: { ...segment.otherStacks, [before]: sliceMemory(segment) },
        })),
      moved,
    );
}

function sliceMemory(segment: SliceMemory): SliceMemory {
  const { masks, provenance, movedEnds, visited, checked, carriedBack } = segment;
  return { masks, provenance, movedEnds, visited, checked, carriedBack };
}

/** On whichever stack the run was: the number of a run is its own. */
export function withRunUndoneAnywhere(
  segment: SegmentSession,
  runId: number,
  undone: boolean,
): SegmentSession {
  const after = <T extends SliceMemory>(memory: T): T => ({
    ...memory,
    provenance: withRunUndone(memory.provenance, runId, undone),
  });
  const others = Object.entries(segment.otherStacks).map(([key, memory]) => [key, after(memory)]);
  return { ...after(segment), otherStacks: Object.fromEntries(others) };
}

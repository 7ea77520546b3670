import { changeSegmentation } from './changes';
import { sameMasks } from './laidAside';
import { originOf } from './loadedProvenance';
import type { MaskFingerprint } from './maskFingerprint';
import { memoryView } from './segmentView';
import {
  NEW_SLICE_MEMORY,
  segmentationSession,
  type SavedContent,
  type SavedSegment,
  type SegmentSession,
  type SessionState,
  type SliceMemory,
} from './sessionState';
import { segmentationOf, type ViewerContext } from './viewerContext';

/** What would be lost of a segmentation with the page: all of it, or what was changed since it was saved or opened. */
export type Unsaved = 'never' | 'changed';

/** A segmentation as it is, for when a SEG holds this. */
export function contentOf(state: SessionState, segmentationId: string): SavedContent {
  const { seriesKey } = segmentationSession(state, segmentationId);
  const segments = segmentsOf(state, segmentationId).map(([key, segment]): [string, SavedSegment] => {
    const { masks, structure } = segment;
    return [key, { masks, structure, origins: originsOf(segment) }];
  });
  return { seriesKey, segments: Object.fromEntries(segments) };
}

/** Null where nothing would be lost; a SEG cannot hold a segmentation without voxels. */
export function unsaved(state: SessionState, segmentationId: string): Unsaved | null {
  const segments = segmentsOf(state, segmentationId);
  const { seriesKey, saved, renamed } = segmentationSession(state, segmentationId);
  const drawn = segments.some(([, segment]) =>
    stacksOf(segment, seriesKey).some(([, { masks }]) => has(masks)),
  );
  if (!drawn) return null;
  if (!saved) return 'never';
  const deleted = Object.entries(saved.segments).some(
    ([key, { masks }]) => has(masks) && !(key in state.segments),
  );
  const changed = segments.some(([key, segment]) =>
    differs(segment, seriesKey, saved.segments[key], saved.seriesKey),
  );
  return renamed || deleted || changed ? 'changed' : null;
}

/** Whether anything would be lost with the page. */
export function anythingUnsaved(state: SessionState): boolean {
  const ids = new Set(Object.keys(state.segments).map(segmentationOf));
  return [...ids].some((id) => unsaved(state, id) !== null);
}

/** Notes that the active segmentation or a segment of it has another name than before. */
export function withRenames(state: SessionState, after: ViewerContext): SessionState {
  const before = state.context;
  if (before.kind !== 'segment' || after.kind !== 'segment') return state;
  const { segmentationId, segmentationLabel } = after.segment;
  if (before.segment.segmentationId !== segmentationId) return state;
  const isRenamed =
    before.segment.segmentationLabel !== segmentationLabel ||
    after.segments.some(({ key, label }) =>
      before.segments.some((earlier) => earlier.key === key && earlier.label !== label),
    );
  return isRenamed ? changeSegmentation(state, segmentationId, { renamed: true }) : state;
}

function segmentsOf({ segments }: SessionState, segmentationId: string): [string, SegmentSession][] {
  return Object.entries(segments).filter(([key]) => segmentationOf(key) === segmentationId);
}

/** What is on every stack that a segment was drawn on, by series key. */
function stacksOf(segment: SegmentSession, seriesKey: string | null): [string | null, SliceMemory][] {
  // What was laid aside of the current stack is out of date since it came back.
  const others = Object.entries(segment.otherStacks).filter(([key]) => key !== seriesKey);
  return [[seriesKey, segment], ...others];
}

/** @param savedKey the stack that the SEG is of */
function differs(
  segment: SegmentSession,
  seriesKey: string | null,
  saved: SavedSegment | undefined,
  savedKey: string | null,
): boolean {
  const stacks = stacksOf(segment, seriesKey);
  if (stacks.some(([key, { masks }]) => key !== savedKey && has(masks))) return true;
  const now = stacks.find(([key]) => key === savedKey)?.[1] ?? NEW_SLICE_MEMORY;
  if (!saved || !has(saved.masks) || !has(now.masks)) return has(now.masks) || has(saved?.masks ?? []);
  return (
    segment.structure !== saved.structure ||
    !sameMasks(now.masks, saved.masks) ||
    originsOf(now) !== saved.origins
  );
}

const origins = new WeakMap<SliceMemory, string>();

/** What a SEG says of every slice, as text to compare; worked out once for each state of a segment, as it is asked at each change. */
function originsOf(memory: SliceMemory): string {
  const known = origins.get(memory);
  if (known !== undefined) return known;
  const text = JSON.stringify(memoryView(memory).slices.map(originOf));
  origins.set(memory, text);
  return text;
}

function has(masks: readonly MaskFingerprint[]): boolean {
  return masks.some(({ voxels }) => voxels > 0);
}

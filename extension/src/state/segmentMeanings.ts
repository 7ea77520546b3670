import type { SegmentDescription } from '@few-shot-lms/dicom-seg';
import { segmentSession, type SessionState } from './sessionState';
import type { SegmentSummary } from './viewerContext';

/** A segment of the active segmentation with what is known of its meaning. */
export interface SegmentMeaning extends Pick<SegmentSummary, 'index' | 'label' | 'colour'> {
  /** Id of the structure that the user has chosen, null for none. */
  readonly structure: string | null;
  /** What the SEG says that the segment was opened from, null where it was made here or has got another name. */
  readonly loaded: string | null;
}

/** All segments of the active segmentation, in the viewer's order. */
export function segmentMeanings(state: SessionState): readonly SegmentMeaning[] {
  if (state.context.kind !== 'segment') return [];
  return state.context.segments.map(({ key, index, label, colour }) => {
    const { structure, loaded } = segmentSession(state, key);
    return { index, label, colour, structure, loaded: loaded?.label === label ? inWords(loaded) : null };
  });
}

/** 'Left Kidney', 'Cyst, Left Kidney'; null without a code. */
function inWords({ type, typeModifier, anatomicRegion, regionModifier }: SegmentDescription): string | null {
  const words = [
    [typeModifier, type],
    [regionModifier, anatomicRegion],
  ].map((concepts) => concepts.flatMap((concept) => concept?.meaning ?? []).join(' '));
  return words.filter(Boolean).join(', ') || null;
}

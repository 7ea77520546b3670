import type { SegmentDescription } from './segment-description';

/** Length of SegmentLabel. */
export const LONGEST_LABEL = 64;

/** What a segment is called in a SEG, at most 64 characters. */
export function segmentLabel({ label, number }: Pick<SegmentDescription, 'label' | 'number'>): string {
  return label.trim().slice(0, LONGEST_LABEL) || `Segment ${number}`;
}

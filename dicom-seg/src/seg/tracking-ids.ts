import type { SegmentDescription } from './segment-description';
import { segmentLabel } from './segment-label';

/**
 * The names by which segments are followed over several SEGs (TrackingID), in their order: those that they have already; for
 * others their labels, with the number of the segment where another one has that name.
 */
export function trackingIds(
  segments: readonly Pick<SegmentDescription, 'number' | 'label' | 'trackingId'>[],
): string[] {
  const names = segments.map((segment) => segment.trackingId || segmentLabel(segment));
  return segments.map(({ trackingId, number }, index) => {
    const name = names[index];
    const unique = names.indexOf(name) === names.lastIndexOf(name);
    return trackingId || unique ? name : `${name.slice(0, 58)} ${number}`;
  });
}

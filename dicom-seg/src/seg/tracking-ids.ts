import type { SegmentDescription } from './segment-description';
import { LONGEST_LABEL, segmentLabel } from './segment-label';

/**
 * The names by which segments are followed over several SEGs (TrackingID), in their order: those that they have already; for
 * others their labels, with the number of the segment where another one has that name, and one more where that is taken, too.
 */
export function trackingIds(
  segments: readonly Pick<SegmentDescription, 'number' | 'label' | 'trackingId'>[],
): string[] {
  const names = segments.map((segment) => segment.trackingId || segmentLabel(segment));
  const taken = new Set(names);
  return segments.map(({ trackingId, number }, index) => {
    const name = names[index];
    const unique = names.indexOf(name) === names.lastIndexOf(name);
    if (trackingId || unique) return name;
    let id = numbered(name, `${number}`);
    for (let more = 2; taken.has(id); more++) id = numbered(name, `${number} ${more}`);
    taken.add(id);
    return id;
  });
}

function numbered(name: string, number: string): string {
  return `${name.slice(0, LONGEST_LABEL - 1 - number.length)} ${number}`;
}

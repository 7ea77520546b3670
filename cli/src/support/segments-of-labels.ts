import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { SegmentDescription } from './segment-description';
import type { SupportSegment } from './support';

/**
 * The segments of a label volume, ascending by label, each with the slices that show it.
 *
 * @param labels column fastest, then row, then slice; 0 = background
 */
export function segmentsOfLabels(
  labels: Uint16Array,
  { columns, rows, slices }: VolumeGeometry,
  describe: (label: number) => SegmentDescription,
): SupportSegment[] {
  const size = columns * rows;
  const plane = (slice: number) => labels.subarray(slice * size, (slice + 1) * size);
  const found = new Map<number, number[]>();
  for (let slice = 0; slice < slices; slice++) {
    for (const label of new Set(plane(slice))) {
      if (label === 0) continue;
      if (!found.has(label)) found.set(label, []);
      found.get(label)!.push(slice);
    }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([label, onSlices]) => ({
      label,
      slices: onSlices,
      description: describe(label),
      maskOf: (slice) => Uint8Array.from(plane(slice), (value) => (value === label ? 1 : 0)),
    }));
}

import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { SegmentDescription } from './segment-description';
import type { SupportSegment } from './support';

/**
 * The segments of label volumes, ascending by label, each with the slices that show it.
 *
 * @param volumes column fastest, then row, then slice; 0 = background. Several where segments overlap.
 */
export function segmentsOfLabels(
  volumes: readonly Uint16Array[],
  { columns, rows, slices }: VolumeGeometry,
  describe: (label: number) => SegmentDescription,
): SupportSegment[] {
  const size = columns * rows;
  const planes = (slice: number) =>
    volumes.map((labels) => labels.subarray(slice * size, (slice + 1) * size));
  const found = new Map<number, number[]>();
  for (let slice = 0; slice < slices; slice++) {
    for (const label of new Set(planes(slice).flatMap((plane) => [...new Set(plane)]))) {
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
      maskOf(slice) {
        const mask = new Uint8Array(size);
        for (const plane of planes(slice)) {
          for (let n = 0; n < size; n++) if (plane[n] === label) mask[n] = 1;
        }
        return mask;
      },
    }));
}

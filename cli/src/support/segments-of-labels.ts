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
    const here = new Set<number>();
    for (const plane of planes(slice)) addLabels(plane, here);
    for (const label of here) {
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

/** Labels come in runs: a Set of all voxels of a CT would take a second. */
function addLabels(plane: Uint16Array, labels: Set<number>): void {
  let before = 0;
  for (let n = 0; n < plane.length; n++) {
    if (plane[n] === before) continue;
    before = plane[n];
    if (before !== 0) labels.add(before);
  }
}

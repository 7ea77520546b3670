import type { Labelmap } from '../overlaps';
import { dicomError } from '../../sentences';

/**
 * The segments on every slice, ascending.
 *
 * @param labelmaps of one volume; a slice has the segments of all
 * @param known numbers of the segments that are described
 * @throws UserError if a value has no segment
 */
export function segmentsOnSlices(
  labelmaps: readonly Labelmap[],
  voxelsPerSlice: number,
  known: ReadonlySet<number>,
): number[][] {
  const slices = labelmaps[0].length / voxelsPerSlice;
  return Array.from({ length: slices }, (_, slice) => {
    const found = new Set<number>();
    for (const labels of labelmaps) collect(labels, slice * voxelsPerSlice, voxelsPerSlice, found);
    for (const value of found) {
      if (!known.has(value)) {
        throw dicomError('labelWithoutSegment', value);
      }
    }
    return [...found].sort((a, b) => a - b);
  });
}

function collect(labels: Labelmap, start: number, count: number, found: Set<number>): void {
  let previous = 0;
  for (let voxel = start; voxel < start + count; voxel++) {
    const value = labels[voxel];
    if (value === previous) continue;
    previous = value;
    if (value !== 0) found.add(value);
  }
}

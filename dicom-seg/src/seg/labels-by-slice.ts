import { UserError } from '@few-shot-lms/engine';

/**
 * The values other than 0 on every slice, ascending.
 *
 * @throws UserError if a value has no segment, or if there is no value at all
 */
export function labelsBySlice(
  labelmap: Uint8Array | Uint16Array,
  voxelsPerSlice: number,
  known: ReadonlySet<number>,
): number[][] {
  const slices: number[][] = [];
  for (let start = 0; start < labelmap.length; start += voxelsPerSlice) {
    const found = new Set<number>();
    let previous = 0;
    for (let index = start; index < start + voxelsPerSlice; index++) {
      const value = labelmap[index];
      if (value === previous) continue;
      previous = value;
      if (value !== 0) found.add(value);
    }
    for (const value of found) {
      if (!known.has(value)) {
        throw new UserError(
          `The labelmap has the value ${value}, but no segment of that number; describe it or erase it.`,
        );
      }
    }
    slices.push([...found].sort((a, b) => a - b));
  }
  if (slices.every((labels) => labels.length === 0)) {
    throw new UserError('The segmentation is empty; draw or propagate a segment before saving.');
  }
  return slices;
}

import { encodeRle } from '../../pixels/rle';
import type { FractionalSegRequest } from '../seg-write-request';
import type { SegFrame, SegFrames } from './seg-frames';
import { dicomError } from '../../sentences';

/** The pixel value for a probability of 1. */
export const MAXIMUM_FRACTIONAL_VALUE = 255;

/**
 * FRACTIONAL: for each segment a frame for every slice where its probability is not zero, ascending; a pixel is the
 * probability in 255 steps.
 *
 * @param numberInFile segment number of the request → in the file
 */
export function fractionalFrames(
  request: FractionalSegRequest,
  numberInFile: ReadonlyMap<number, number>,
): SegFrames {
  const { geometry, encoding, fractionOf } = request;
  const voxels = geometry.columns * geometry.rows;
  const frames: SegFrame[] = [];
  const pixelData: Uint8Array[] = [];
  const taken = new Map<number, Uint8Array>();
  let disjoint = true;
  for (const [number, inFile] of numberInFile) {
    for (let slice = 0; slice < geometry.slices; slice++) {
      const fractions = fractionOf(number, slice);
      const pixels = fractions && quantized(fractions, voxels);
      if (!pixels) continue;
      const other = taken.get(slice);
      if (other) disjoint = occupy(other, pixels) && disjoint;
      else taken.set(slice, pixels.slice());
      frames.push({ slice, segments: [inFile] });
      pixelData.push(encoding === 'RLE' ? encodeRle(pixels, geometry.columns) : pixels);
    }
  }
  return { frames, bits: 8, segmentsOverlap: disjoint ? 'NO' : 'UNDEFINED', pixelData };
}

/** Undefined if there is nothing but zeros. */
function quantized(fractions: Float32Array, voxels: number): Uint8Array | undefined {
  if (fractions.length !== voxels) {
    throw dicomError('fractionsSize', fractions.length, voxels);
  }
  const pixels = new Uint8Array(voxels);
  let any = false;
  for (let voxel = 0; voxel < voxels; voxel++) {
    const fraction = fractions[voxel];
    // Written this way round so that NaN is refused, too.
    if (!(fraction >= 0 && fraction <= 1)) {
      throw dicomError('fractionOutside', fraction);
    }
    const value = Math.round(fraction * MAXIMUM_FRACTIONAL_VALUE);
    if (value === 0) continue;
    pixels[voxel] = value;
    any = true;
  }
  return any ? pixels : undefined;
}

/** Marks the pixels that are not zero as taken. @returns false if one was already */
function occupy(taken: Uint8Array, pixels: Uint8Array): boolean {
  let free = true;
  for (let voxel = 0; voxel < pixels.length; voxel++) {
    if (pixels[voxel] === 0) continue;
    if (taken[voxel] !== 0) free = false;
    taken[voxel] = 1;
  }
  return free;
}

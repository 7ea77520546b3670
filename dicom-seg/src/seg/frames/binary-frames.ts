import { BitPacker } from '../../pixels/bit-packing';
import { findOverlaps } from '../overlaps';
import type { LabelSegRequest } from '../seg-write-request';
import type { SegFrame, SegFrames } from './seg-frames';
import { segmentsOnSlices } from './segments-on-slices';

/**
 * BINARY: for each segment a frame for every slice that has it, ascending; a pixel is one bit.
 *
 * @param numberInFile segment number of the request → in the file
 */
export function binaryFrames(request: LabelSegRequest, numberInFile: ReadonlyMap<number, number>): SegFrames {
  const { geometry, labelmap, overlays = [] } = request;
  const labelmaps = [labelmap, ...overlays];
  const voxels = geometry.columns * geometry.rows;
  const onSlices = segmentsOnSlices(labelmaps, voxels, new Set(numberInFile.keys()));
  const frames: SegFrame[] = [];
  const startsOnSlices = onSlices.map(() => new Map<number, number>());
  for (const [number, inFile] of numberInFile) {
    onSlices.forEach((found, slice) => {
      if (!found.includes(number)) return;
      startsOnSlices[slice].set(number, frames.length * voxels);
      frames.push({ slice, segments: [inFile] });
    });
  }
  const packer = new BitPacker(frames.length * voxels);
  startsOnSlices.forEach((starts, slice) => {
    if (starts.size === 0) return;
    for (const labels of labelmaps) {
      packer.addSlice(labels.subarray(slice * voxels, (slice + 1) * voxels), starts);
    }
  });
  return {
    frames,
    bits: 1,
    segmentsOverlap: findOverlaps(labelmaps).length > 0 ? 'YES' : 'NO',
    pixelData: [packer.build()],
  };
}

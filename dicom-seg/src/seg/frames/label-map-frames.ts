import { encodeRle } from '../../pixels/rle';
import { mergedLabelmap } from '../overlaps';
import type { LabelSegRequest } from '../seg-write-request';
import type { SegFrames } from './seg-frames';
import { segmentsOnSlices } from './segments-on-slices';

/** LABELMAP: a frame for every slice that has a segment, ascending; the pixels are the segment numbers. */
export function labelMapFrames(request: LabelSegRequest): SegFrames {
  const { geometry, labelmap, overlays = [], segments, encoding } = request;
  const voxels = geometry.columns * geometry.rows;
  const labels = mergedLabelmap([labelmap, ...overlays]);
  const numbers = segments.map(({ number }) => number);
  const frames = segmentsOnSlices([labels], voxels, new Set(numbers)).flatMap((found, slice) =>
    found.length > 0 ? [{ slice, segments: found }] : [],
  );
  const bits = Math.max(...numbers) > 255 ? 16 : 8;
  const pixelData = frames.map(({ slice }) => {
    const part = labels.subarray(slice * voxels, (slice + 1) * voxels);
    const pixels =
      bits === 16 ? Uint16Array.from(part) : part instanceof Uint8Array ? part : Uint8Array.from(part);
    if (encoding === 'RLE') return encodeRle(pixels, geometry.columns);
    return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  });
  return { frames, bits, segmentsOverlap: 'NO', pixelData };
}

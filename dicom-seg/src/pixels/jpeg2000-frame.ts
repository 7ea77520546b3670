import type { FrameSize } from './frame-size';

/** Start of codestream, then the marker of its size (ITU-T T.800 annex A). */
const START = [0xff, 0x4f, 0xff, 0x51];
/** Some writers put the codestream into the boxes of a JP2 file; it begins within this many bytes then. */
const LONGEST_BOXES = 1024;

/**
 * The size that the header of a JPEG 2000 codestream says, without decoding it.
 *
 * @throws Error if there is none
 */
export function jpeg2000FrameSize(bytes: Uint8Array): FrameSize {
  const last = Math.min(LONGEST_BOXES, bytes.length - 24);
  for (let at = 0; at <= last; at++) {
    if (START.some((byte, index) => bytes[at + index] !== byte)) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at + 8, 16);
    const [right, bottom, left, top] = [0, 4, 8, 12].map((offset) => view.getUint32(offset));
    return { rows: bottom - top, columns: right - left };
  }
  throw new Error('it does not begin as a JPEG 2000');
}

/**
 * @throws Error unless the codestream ends as one does: a decoder takes one that is cut off for an image with less
 * detail
 */
export function checkJpeg2000End(bytes: Uint8Array): void {
  // There may be a byte of padding.
  const ends = (last: number): boolean => bytes[last - 1] === 0xff && bytes[last] === 0xd9;
  if (!ends(bytes.length - 1) && !ends(bytes.length - 2)) throw new Error('it is cut off');
}

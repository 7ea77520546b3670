import type { FrameSize } from './frame-size';

const START_OF_IMAGE = 0xffd8;
const START_OF_SCAN = 0xffda;
/** Define Huffman tables, JPEG extensions, define arithmetic coding: the markers among SOF0 to SOF15 that are none. */
const NO_FRAME = new Set([0xffc4, 0xffc8, 0xffcc]);
const START_OF_JPEG_LS_FRAME = 0xfff7;

/**
 * The size that the frame header of a JPEG or JPEG-LS stream says, without decoding it.
 *
 * @throws Error if there is none before the first scan
 */
export function jpegFrameSize(bytes: Uint8Array): FrameSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number => {
    if (at + 2 > bytes.length) throw new Error('it is cut off');
    return view.getUint16(at);
  };
  if (word(0) !== START_OF_IMAGE) throw new Error('it does not begin as a JPEG');
  for (let at = 2; ;) {
    // Any number of bytes 0xFF may stand before a marker.
    while (word(at) === 0xffff) at++;
    const marker = word(at);
    if (marker < 0xff00) throw new Error('a marker is missing');
    if (marker === START_OF_SCAN) throw new Error('it has no frame header');
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && !NO_FRAME.has(marker);
    if (isFrame || marker === START_OF_JPEG_LS_FRAME) return { rows: word(at + 5), columns: word(at + 7) };
    at += 2 + Math.max(2, word(at + 2));
  }
}

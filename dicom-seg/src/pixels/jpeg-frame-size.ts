import type { FrameSize } from './frame-size';
import { jpegSegments } from './jpeg-segments';

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
  const segments = jpegSegments(bytes);
  for (;;) {
    const { marker, body } = segments.next().value;
    if (marker === START_OF_SCAN) throw new Error('it has no frame header');
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && !NO_FRAME.has(marker);
    if (isFrame || marker === START_OF_JPEG_LS_FRAME) {
      return { rows: body.getUint16(1), columns: body.getUint16(3) };
    }
  }
}

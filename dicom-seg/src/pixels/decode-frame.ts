import type { ParsedFile } from '../part10/parse-part10';
import { isUncompressed } from '../part10/transfer-syntax';
import { decodeCompressedFrame } from './compressed-frame';
import { compressedFrame, uncompressedFrame } from './frames';
import type { PixelFormat } from './pixel-format';
import { storedValues } from './pixel-format';

/**
 * Pixel values of one frame as they are stored, row by row, before the modality LUT.
 *
 * @param frame index from 0
 * @throws UserError if the frame is missing, damaged, or compressed in a way that cannot be read
 */
export function decodeFrame(file: ParsedFile, frame: number, format: PixelFormat): ArrayLike<number> {
  const raw = isUncompressed(file.transferSyntax)
    ? uncompressedFrame(file, frame, format)
    : decodeCompressedFrame(compressedFrame(file, frame, format.frames), file.transferSyntax, format);
  return storedValues(raw, format);
}

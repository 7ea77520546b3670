import { UserError } from '@few-shot-lms/engine';
import type { ParsedFile } from '../part10/parse-part10';
import { numberOf, textOf } from '../part10/dataset';
import { isUncompressed, TransferSyntax, transferSyntaxName } from '../part10/transfer-syntax';
import { unpackBits } from '../pixels/bit-packing';
import { compressedFrame, uncompressedFrame } from '../pixels/frames';
import { decodeRle } from '../pixels/rle';

/** How the pixels of a SEG are stored. */
export interface SegPixels {
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bits: number;
  /** FRACTIONAL: the value that means certain or full. */
  readonly maximum: number;
}

/** @throws UserError if the file is no SEG that can be read */
export function segPixelsOf({ dataset }: ParsedFile): SegPixels {
  const type = textOf(dataset, 'SegmentationType');
  const rows = numberOf(dataset, 'Rows') ?? 0;
  const columns = numberOf(dataset, 'Columns') ?? 0;
  const frames = numberOf(dataset, 'NumberOfFrames') ?? 0;
  const bits = numberOf(dataset, 'BitsAllocated') ?? 0;
  if (type !== 'BINARY' && type !== 'FRACTIONAL' && type !== 'LABELMAP') {
    throw new UserError(
      `The segmentation is of the type "${type}", which cannot be read here; save it as BINARY or LABELMAP.`,
    );
  }
  // Some writers store BINARY with a byte a pixel, which is not allowed, but clear.
  const allowed = { BINARY: [1, 8], FRACTIONAL: [8], LABELMAP: [8, 16] }[type];
  if (rows < 1 || columns < 1 || frames < 1 || !allowed.includes(bits)) {
    throw new UserError(
      `The segmentation has ${frames} frames of ${columns}×${rows} pixels with ${bits} bits, which cannot be read; save it again with the program it came from.`,
    );
  }
  return { type, rows, columns, frames, bits, maximum: numberOf(dataset, 'MaximumFractionalValue') ?? 255 };
}

/**
 * The values of one frame, row by row: 0 and 1, fractions, or labels, as they are stored.
 *
 * @param frame index from 0
 * @throws UserError if the frame is missing, damaged, or compressed in a way that cannot be read
 */
export function segFrameValues(file: ParsedFile, frame: number, pixels: SegPixels): Uint8Array | Uint16Array {
  const { rows, columns, frames, bits } = pixels;
  const size = rows * columns;
  if (isUncompressed(file.transferSyntax)) {
    if (bits !== 1) {
      return uncompressedFrame(file, frame, { rows, columns, bitsAllocated: bits }) as
        Uint8Array | Uint16Array;
    }
    const [packed] = file.pixelData;
    if (!packed || packed.length * 8 < (frame + 1) * size) {
      throw new UserError('The segmentation is cut off; get the file again.');
    }
    return unpackBits(packed, frame * size, size);
  }
  if (file.transferSyntax !== TransferSyntax.rle) {
    throw new UserError(
      `The segmentation is compressed as ${transferSyntaxName(file.transferSyntax)}, which cannot be read here; save it uncompressed or RLE compressed.`,
    );
  }
  const bytes = compressedFrame(file, frame, frames);
  if (bits === 1) {
    // Not allowed by the standard, but written by some: the packed bits of each frame, RLE compressed.
    return unpackBits(decodeRle(bytes, Math.ceil(size / 8), 1), 0, size);
  }
  const values = decodeRle(bytes, size, bits / 8);
  return bits === 8 ? values : new Uint16Array(values.buffer);
}

import { concatenate } from '../part10/concatenate';
import type { ParsedFile } from '../part10/parse-part10';
import { isUncompressed, TransferSyntax, transferSyntaxName } from '../part10/transfer-syntax';
import { unpackBits } from './bit-packing';
import { frameDecoder } from './frame-decoder';
import type { FrameFormat, FrameValues } from './frame-format';
import { wordsOf } from './frame-format';
import { dicomError } from '../sentences';

/** rows × columns values of a frame, by its index from 0. Throws a UserError if it is missing or damaged. */
export type FrameReader = (frame: number) => FrameValues;

/**
 * Reads the frames of a file one by one, whatever they are compressed with.
 *
 * @throws UserError if there is no decoder for the transfer syntax, or the frames cannot be told apart
 */
export async function frameReader(file: ParsedFile, format: FrameFormat): Promise<FrameReader> {
  if (isUncompressed(file.transferSyntax)) {
    const all = concatenate(file.pixelData);
    const littleEndian = file.transferSyntax !== TransferSyntax.explicitBigEndian;
    return (frame) => uncompressedFrame(all, frame, format, littleEndian);
  }
  const decode = await frameDecoder(file.transferSyntax);
  const frames = compressedFrames(file, format.frames);
  return (frame) => decode(concatenate(frames[frame]), format);
}

function uncompressedFrame(
  all: Uint8Array,
  frame: number,
  { rows, columns, bitsAllocated }: FrameFormat,
  littleEndian: boolean,
): FrameValues {
  const size = rows * columns;
  const needed = Math.ceil(((frame + 1) * size * bitsAllocated) / 8);
  if (needed > all.length) {
    throw dicomError('pixelsTooShort', all.length, needed);
  }
  if (bitsAllocated === 1) return unpackBits(all, frame * size, size);
  const width = bitsAllocated / 8;
  // A copy, so that it is aligned to words wherever it lay.
  const bytes = new Uint8Array(size * width);
  bytes.set(all.subarray(frame * size * width, (frame + 1) * size * width));
  if (!littleEndian) swapBytes(bytes, width);
  return wordsOf(bytes, bitsAllocated);
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

/** The fragments of every frame. */
function compressedFrames({ pixelData, transferSyntax }: ParsedFile, frames: number): Uint8Array[][] {
  if (pixelData.length === frames) return pixelData.map((fragment) => [fragment]);
  if (frames === 1) return [[...pixelData]];
  const groups = splitAtMarkers(pixelData);
  if (groups.length === frames) return groups;
  throw dicomError('framePieces', frames, transferSyntaxName(transferSyntax), pixelData.length);
}

/** A fragment that begins with the start of a JPEG, JPEG-LS or JPEG 2000 stream begins a frame. */
function splitAtMarkers(fragments: readonly Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = [];
  for (const fragment of fragments) {
    const starts = fragment[0] === 0xff && (fragment[1] === 0xd8 || fragment[1] === 0x4f);
    if (starts || groups.length === 0) groups.push([]);
    groups[groups.length - 1].push(fragment);
  }
  return groups;
}

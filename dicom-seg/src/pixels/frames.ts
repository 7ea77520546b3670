import { concatenate } from '../part10/concatenate';
import { UserError } from '@few-shot-lms/engine';
import type { ParsedFile } from '../part10/parse-part10';
import { isUncompressed, TransferSyntax, transferSyntaxName } from '../part10/transfer-syntax';
import type { PixelFormat } from './pixel-format';

/**
 * The bytes of one frame of compressed pixel data. Frames of several fragments are put together.
 *
 * @param frame index from 0
 * @throws UserError if the frames cannot be told apart
 */
export function compressedFrame(file: ParsedFile, frame: number, frames: number): Uint8Array {
  const { pixelData, transferSyntax } = file;
  if (pixelData.length === frames) return pixelData[frame];
  if (frames === 1) return concatenate(pixelData);
  const groups = splitAtMarkers(pixelData);
  if (groups.length === frames) return concatenate(groups[frame]);
  throw new UserError(
    `The file says ${frames} frames, but its pixel data (${transferSyntaxName(transferSyntax)}) have ${pixelData.length} pieces; export it again from its source.`,
  );
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

/**
 * The words of one frame of uncompressed pixel data, in the byte order of the machine.
 *
 * @throws UserError if the file ends too early
 */
export function uncompressedFrame(
  file: ParsedFile,
  frame: number,
  { rows, columns, bitsAllocated }: Pick<PixelFormat, 'rows' | 'columns' | 'bitsAllocated'>,
): Uint8Array | Uint16Array | Uint32Array {
  if (!isUncompressed(file.transferSyntax)) throw new RangeError('the frame is compressed');
  const bytesPerPixel = bitsAllocated / 8;
  const size = rows * columns * bytesPerPixel;
  const all = concatenate(file.pixelData);
  if ((frame + 1) * size > all.length) {
    throw new UserError(
      `The pixel data of a file are too short (${all.length} bytes, ${(frame + 1) * size} needed); export it again from its source.`,
    );
  }
  // A copy, so that it is aligned to words wherever it lay.
  const bytes = all.slice(frame * size, (frame + 1) * size);
  const littleEndian = file.transferSyntax !== TransferSyntax.explicitBigEndian;
  if (!littleEndian) swapBytes(bytes, bytesPerPixel);
  if (bytesPerPixel === 1) return bytes;
  return bytesPerPixel === 2 ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

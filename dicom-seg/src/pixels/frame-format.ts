import type { FrameSize } from './frame-size';

/** What a decoder must know of the frames of a file. */
export interface FrameFormat extends FrameSize {
  readonly frames: number;
  /** 1 for the bits of a segmentation, else 8, 16 or 32. */
  readonly bitsAllocated: number;
}

/** Values of one frame as they are stored, row by row; bits above those stored are not masked yet. */
export type FrameValues = Uint8Array | Uint16Array | Int32Array | Uint32Array;

/** Little-endian bytes → words, on machines that are little-endian, as all with a browser or Node are. */
export function wordsOf(bytes: Uint8Array, bitsAllocated: number): FrameValues {
  if (bitsAllocated <= 8) return bytes;
  // A copy where the bytes are not aligned to words.
  const aligned = bytes.byteOffset % (bitsAllocated / 8) === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  return bitsAllocated === 16
    ? new Uint16Array(buffer, byteOffset, byteLength >> 1)
    : new Uint32Array(buffer, byteOffset, byteLength >> 2);
}

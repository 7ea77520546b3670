/** Pixels of a SEG: BINARY has one bit, FRACTIONAL 8, a label map 8 or 16. */
export type SegBits = 1 | 8 | 16;

/** One frame: a slice, and the segments that it shows. */
export interface SegFrame {
  /** Slice of the volume, from 0. */
  readonly slice: number;
  /** Numbers in the file; a single one unless the SEG is a label map. */
  readonly segments: readonly number[];
}

/** The frames of a SEG in their order, and their pixels. */
export interface SegFrames {
  readonly frames: readonly SegFrame[];
  readonly bits: SegBits;
  /** Whether two segments share a voxel. FRACTIONAL: undefined where two may be there with some probability. */
  readonly segmentsOverlap: 'YES' | 'NO' | 'UNDEFINED';
  /** Not compressed: one buffer for all frames. RLE: one buffer a frame. */
  readonly pixelData: readonly Uint8Array[];
}

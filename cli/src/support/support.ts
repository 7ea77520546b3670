import type { SliceOrigin } from '@few-shot-lms/dicom-seg';
import type { DrawnSlice } from '@few-shot-lms/engine';
import type { SegmentDescription } from './segment-description';

/** The drawn slices of every segment in a support file, on the image's grid. */
export interface Support {
  /** For messages: the file's name. */
  readonly name: string;
  readonly segments: readonly SupportSegment[];
  /** What a person should know about how it was read. */
  readonly notes: readonly string[];
}

export interface SupportSegment {
  /** Voxel value in a label volume, segment number in a SEG; at least 1. */
  readonly label: number;
  /** Slices that show the segment, ascending. */
  readonly slices: readonly number[];
  readonly description: SegmentDescription;
  /** How it came to be on its slices, where the file says so. */
  readonly origins?: ReadonlyMap<number, SliceOrigin>;
  /** The segment on one slice, rows × columns, 1 = drawn. A copy. */
  maskOf(slice: number): Uint8Array;
}

/** One segment to be propagated, and from what. */
export interface SegmentTask {
  readonly label: number;
  readonly description: SegmentDescription;
  readonly supports: readonly DrawnSlice[];
  /** Slices that stay as they are, though nothing is made from them: found right, or not to be filled. */
  readonly kept: readonly DrawnSlice[];
  /** Slices without the segment, which stay so: those that were asked for, and those of which the support file says it. */
  readonly empty: readonly number[];
  /** Slices of the support file that are filled anew. */
  readonly redone: readonly number[];
  /** How the segment came to be on the slices of the support file, where that says so. */
  readonly origins?: ReadonlyMap<number, SliceOrigin>;
}

/** The slices of a segment that are in the result as they are. */
export function lockedSlices({ supports, kept }: SegmentTask): readonly DrawnSlice[] {
  return [...supports, ...kept];
}

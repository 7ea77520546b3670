import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { SourceInstance } from '@few-shot-lms/dicom-seg';

/** One segment of a segmentation as it is saved. */
export interface SegmentSource {
  readonly index: number;
  readonly label: string;
  readonly colour: readonly [number, number, number];
  /** One voxel per byte, non-zero = segment; slice after slice in spatial order, row by row. */
  readonly mask: Uint8Array;
}

/** Everything that a SEG is written from. */
export interface SegSource {
  readonly label: string;
  /** The source images, one a slice, in spatial order. */
  readonly instances: readonly SourceInstance[];
  readonly geometry: VolumeGeometry;
  /** Segments that have voxels, by index. */
  readonly segments: readonly SegmentSource[];
}

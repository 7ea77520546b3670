import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { Labelmap, SourceInstance } from '@few-shot-lms/dicom-seg';

/** One segment of a segmentation as the viewer has it. */
export interface SegmentSource {
  readonly index: number;
  readonly label: string;
  readonly colour: readonly [number, number, number];
}

/** Everything that a SEG is written from. */
export interface SegSource {
  readonly label: string;
  /** The source images, one a slice, in spatial order. */
  readonly instances: readonly SourceInstance[];
  readonly geometry: VolumeGeometry;
  /**
   * Segment indices, 0 for background; slice after slice in spatial order, row by row. Several only where the viewer has
   * the segments in several layers: those of different layers may overlap.
   */
  readonly labelmaps: readonly Labelmap[];
  /** The segments that have voxels. */
  readonly segments: readonly SegmentSource[];
}

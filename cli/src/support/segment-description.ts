import type { SegmentDescription as DicomSegment } from '@few-shot-lms/dicom-seg';

/** What a segment is called in the result. */
export interface SegmentDescription {
  readonly name: string;
  /** How the SEG that it was drawn in describes it. */
  readonly dicom?: DicomSegment;
}

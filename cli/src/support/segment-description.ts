import type { SegmentDescription as DicomSegment, StructureConcept } from '@few-shot-lms/dicom-seg';

/** What a segment is called in the result. */
export interface SegmentDescription {
  readonly name: string;
  /** How the SEG that it was drawn in describes it. */
  readonly dicom?: DicomSegment;
  /** What it shows, where that was said; goes before the codes of `dicom`. */
  readonly structure?: StructureConcept;
}

import type { NaturalizedDataset } from '../part10/dataset';
import { textOf } from '../part10/dataset';
import { derivedUid } from '../part10/uid';
import type { SlicePlane } from './slice-plane';

/** One slice of a source series: an instance, or one frame of an enhanced multi-frame instance. */
export interface SourceInstance {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly plane: SlicePlane;
  /** All attributes but the pixel data. Frames of one instance share one object. */
  readonly dataset: NaturalizedDataset;
  /** From 1, as DICOM counts; only for frames of a multi-frame instance. */
  readonly frameNumber?: number;
}

/**
 * The series of an image. Some files in use lack the SeriesInstanceUID; those of one study, modality, series number
 * and description belong together and get a UID made from these, the same every time.
 */
export function seriesInstanceUidOf(dataset: NaturalizedDataset): string {
  return (
    textOf(dataset, 'SeriesInstanceUID') ||
    derivedUid(
      'series',
      textOf(dataset, 'StudyInstanceUID'),
      textOf(dataset, 'Modality'),
      textOf(dataset, 'SeriesNumber'),
      textOf(dataset, 'SeriesDescription'),
    )
  );
}

import type { Vector3 } from '@few-shot-lms/engine';
import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, numberOf, numbersOf, textOf } from '../part10/dataset';
import { cross, normalized, toVector } from './vector';

/** Plane of one image as DICOM says it; LPS mm. */
export interface SlicePlane {
  readonly sopInstanceUid: string;
  /** Centre of the first voxel (ImagePositionPatient). */
  readonly imagePosition: Vector3;
  /** Six numbers: direction along which the column index grows, then the one along which the row index grows. */
  readonly imageOrientation: readonly number[];
  /** DICOM's order: distance between rows, then distance between columns. */
  readonly pixelSpacing: readonly [number, number];
  readonly rows: number;
  readonly columns: number;
  /** As the image says it, mm. */
  readonly sliceThickness?: number;
}

/** Unit vector across the plane: direction of growing columns × that of growing rows. */
export const normalOf = ({ imageOrientation }: Pick<SlicePlane, 'imageOrientation'>): Vector3 =>
  normalized(cross(toVector(imageOrientation, 0), toVector(imageOrientation, 3)));

/**
 * The plane of a classic single-frame image, or of frame `frame` (from 0) of an enhanced multi-frame one.
 *
 * @returns undefined if the image does not say where it lies
 */
export function slicePlaneOf(dataset: NaturalizedDataset, frame?: number): SlicePlane | undefined {
  const perFrame =
    frame === undefined ? undefined : itemOf(dataset, 'PerFrameFunctionalGroupsSequence', frame);
  const shared = itemOf(dataset, 'SharedFunctionalGroupsSequence');
  const from = (sequence: string, keyword: string): readonly number[] => {
    if (frame === undefined) return numbersOf(dataset, keyword);
    const group = (perFrame && itemOf(perFrame, sequence)) ?? (shared && itemOf(shared, sequence));
    return group ? numbersOf(group, keyword) : [];
  };
  const position = from('PlanePositionSequence', 'ImagePositionPatient');
  const orientation = from('PlaneOrientationSequence', 'ImageOrientationPatient');
  const spacing = from('PixelMeasuresSequence', 'PixelSpacing');
  const rows = numberOf(dataset, 'Rows');
  const columns = numberOf(dataset, 'Columns');
  if (position.length !== 3 || orientation.length !== 6 || spacing.length !== 2 || !rows || !columns) {
    return undefined;
  }
  return {
    sopInstanceUid: textOf(dataset, 'SOPInstanceUID'),
    imagePosition: toVector(position),
    imageOrientation: orientation,
    pixelSpacing: [spacing[0], spacing[1]],
    rows,
    columns,
    sliceThickness: from('PixelMeasuresSequence', 'SliceThickness')[0],
  };
}

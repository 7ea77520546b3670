import type { VolumeGeometry } from '@few-shot-lms/engine';
import { dcm } from '../../codes/coded-concept';
import { numberOf } from '../../part10/dataset';
import { decimalString } from '../../part10/decimal-string';
import type { SourceInstance } from '../../series/source-instance';
import { cross, dot } from '../../series/vector';
import { codeSequence } from './code-sequence';

const SEGMENTATION = dcm('113076', 'Segmentation');
const SOURCE_IMAGE = dcm('121322', 'Source image for image processing operation');

/** One frame of the SEG: a slice, and the segment that it shows if it shows only one. */
export interface SegFrame {
  /** Slice of the volume, from 0. */
  readonly slice: number;
  /** Segment number in the file; absent for a label map. */
  readonly segmentNumber?: number;
}

/**
 * Shared Functional Groups: Pixel Measures (PS3.3 section C.7.6.16.2.1) and Plane Orientation Macro (C.7.6.16.2.4),
 * the same for all frames.
 */
export function sharedFunctionalGroups(
  geometry: VolumeGeometry,
  { plane, dataset }: SourceInstance,
): Record<string, unknown> {
  const normal = cross(geometry.direction[0], geometry.direction[1]);
  // A sheared stack: the standard wants the distance perpendicular to the slices.
  const between = geometry.spacing[2] * dot(geometry.direction[2], normal);
  const thickness = numberOf(dataset, 'SliceThickness');
  return {
    PixelMeasuresSequence: [
      {
        SliceThickness: decimalString(thickness && thickness > 0 ? thickness : between),
        SpacingBetweenSlices: decimalString(between),
        PixelSpacing: plane.pixelSpacing.map(decimalString),
      },
    ],
    PlaneOrientationSequence: [{ ImageOrientationPatient: plane.imageOrientation.map(decimalString) }],
  };
}

/**
 * Per-frame Functional Groups: Frame Content (PS3.3 section C.7.6.16.2.2), Plane Position (C.7.6.16.2.3), Derivation
 * Image (C.7.6.16.2.6) and, for one segment a frame, Segment Identification Macro (C.8.20.3.1).
 *
 * @param positions slices that have a frame, ascending: their order is the dimension index
 */
export function perFrameFunctionalGroups(
  frames: readonly SegFrame[],
  positions: readonly number[],
  instances: readonly SourceInstance[],
): Record<string, unknown>[] {
  const positionIndex = new Map(positions.map((slice, index) => [slice, index + 1]));
  return frames.map(({ slice, segmentNumber }) => {
    const { plane, sopClassUid, sopInstanceUid, frameNumber } = instances[slice];
    const position = positionIndex.get(slice)!;
    return {
      FrameContentSequence: [
        { DimensionIndexValues: segmentNumber === undefined ? [position] : [segmentNumber, position] },
      ],
      PlanePositionSequence: [{ ImagePositionPatient: plane.imagePosition.map(decimalString) }],
      DerivationImageSequence: [
        {
          DerivationCodeSequence: codeSequence(SEGMENTATION),
          SourceImageSequence: [
            {
              ReferencedSOPClassUID: sopClassUid,
              ReferencedSOPInstanceUID: sopInstanceUid,
              ...(frameNumber === undefined ? {} : { ReferencedFrameNumber: String(frameNumber) }),
              PurposeOfReferenceCodeSequence: codeSequence(SOURCE_IMAGE),
              SpatialLocationsPreserved: 'YES',
            },
          ],
        },
      ],
      ...(segmentNumber === undefined
        ? {}
        : { SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segmentNumber }] }),
    };
  });
}

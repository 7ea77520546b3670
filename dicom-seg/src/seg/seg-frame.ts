import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, numberOf, numbersOf } from '../part10/dataset';
import type { SlicePlane } from '../series/slice-plane';
import { toVector } from '../series/vector';
import type { SegPixels } from './seg-pixels';
import { sourceImagesOf } from './seg-reference';
import { dicomError } from '../sentences';

/** One frame of a SEG, as its functional groups describe it. */
export interface SegFrame {
  /** From 0. */
  readonly index: number;
  /** Undefined for a label map, whose frames show all segments. */
  readonly segment?: number;
  /** Undefined if the frame does not say where it lies. */
  readonly plane?: SlicePlane;
  /** Distance from frame to frame as the file says it, mm. */
  readonly spacing?: number;
  readonly thickness?: number;
  /** The images that it was made from. */
  readonly sources: readonly { readonly sopInstanceUid: string; readonly frameNumber: string }[];
}

/** @throws UserError if frames are not described, or do not say their segment */
export function segFramesOf(dataset: NaturalizedDataset, pixels: SegPixels): SegFrame[] {
  const perFrame = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence');
  const shared = itemOf(dataset, 'SharedFunctionalGroupsSequence') ?? {};
  if (perFrame.length !== pixels.frames) {
    throw dicomError('framesNotDescribed', pixels.frames, perFrame.length);
  }
  return perFrame.map((group, index) => {
    const macro = (sequence: string): NaturalizedDataset =>
      itemOf(group, sequence) ?? itemOf(shared, sequence) ?? {};
    const measures = macro('PixelMeasuresSequence');
    return {
      index,
      segment:
        pixels.type === 'LABELMAP' ? undefined : segmentOf(macro('SegmentIdentificationSequence'), index),
      plane: planeOf(macro, pixels),
      spacing: numberOf(measures, 'SpacingBetweenSlices'),
      thickness: numberOf(measures, 'SliceThickness'),
      sources: sourceImagesOf(group),
    };
  });
}

function segmentOf(identification: NaturalizedDataset, index: number): number {
  const number = numberOf(identification, 'ReferencedSegmentNumber');
  if (number === undefined) {
    throw dicomError('frameWithoutSegment', index + 1);
  }
  return number;
}

function planeOf(
  macro: (sequence: string) => NaturalizedDataset,
  { rows, columns }: SegPixels,
): SlicePlane | undefined {
  const position = numbersOf(macro('PlanePositionSequence'), 'ImagePositionPatient');
  const orientation = numbersOf(macro('PlaneOrientationSequence'), 'ImageOrientationPatient');
  const spacing = numbersOf(macro('PixelMeasuresSequence'), 'PixelSpacing');
  if (position.length !== 3 || orientation.length !== 6 || spacing.length !== 2) return undefined;
  return {
    sopInstanceUid: '',
    imagePosition: toVector(position),
    imageOrientation: orientation,
    pixelSpacing: [spacing[0], spacing[1]],
    rows,
    columns,
  };
}

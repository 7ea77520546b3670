import { newUid } from '@few-shot-lms/dicom-seg';
import type { OpenedSeg } from '../opening/OpenedSeg';
import type { NewSegmentation } from './keptSegmentations';
import { paletteColour } from './paletteColour';

/**
 * An opened SEG as a segmentation with an identifier of its own, its first segment active.
 * @param imageIds the image of every slice that the SEG was read for
 */
export function asNewSegmentation(
  { label, segments }: OpenedSeg,
  imageIds: readonly string[],
): NewSegmentation {
  return {
    segmentationId: newUid(),
    label,
    imageIds,
    segments: segments.map((segment, n) => ({
      index: segment.index,
      label: segment.label,
      runs: segment.runs,
      locked: false,
      active: n === 0,
      colour: segment.colour ?? paletteColour(segment.index),
    })),
  };
}

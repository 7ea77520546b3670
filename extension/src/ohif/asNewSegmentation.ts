import { newUid } from '@few-shot-lms/dicom-seg';
import { CONSTANTS } from '@cornerstonejs/tools';
import type { OpenedSeg } from '../opening/OpenedSeg';
import type { LoadedSeg } from '../saving/LoadedSeg';
import type { NewSegmentation } from './keptSegmentations';

/**
 * An opened SEG as a segmentation with an identifier of its own, its first segment active, and what the SEG says besides.
 * @param imageIds the image of every slice that the SEG was read for
 * @param numbersIn instance numbers that the viewer knows in a series: saving again counts on from the highest, whichever SEG
 *   was opened
 */
export function asNewSegmentation(
  { label, segments, loaded }: OpenedSeg,
  imageIds: readonly string[],
  numbersIn: (seriesInstanceUid: string) => readonly number[],
): { newSegmentation: NewSegmentation; loaded: LoadedSeg } {
  const { place } = loaded;
  return {
    newSegmentation: {
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
    },
    loaded: {
      ...loaded,
      place: place && {
        ...place,
        instanceNumber: Math.max(place.instanceNumber, ...numbersIn(place.seriesInstanceUid)),
      },
    },
  };
}

function paletteColour(index: number): [number, number, number] {
  const [red, green, blue] = CONSTANTS.COLOR_LUT[index % CONSTANTS.COLOR_LUT.length];
  return [red, green, blue];
}

import { newUid } from '@few-shot-lms/dicom-seg';
import { CONSTANTS } from '@cornerstonejs/tools';
import type { OpenedSeg } from '../opening/OpenedSeg';
import type { LoadedSeg } from '../saving/LoadedSeg';
import type { NewSegmentation } from './keptSegmentations';
import type { DisplaySetService } from './ohifServices';

/** An opened SEG as a segmentation with an identifier of its own, its first segment active, and what the SEG says besides. */
export function asNewSegmentation(
  { label, segments, loaded }: OpenedSeg,
  displaySets: Pick<DisplaySetService, 'getDisplaySetsForSeries'>,
): { newSegmentation: NewSegmentation; loaded: LoadedSeg } {
  return {
    newSegmentation: {
      segmentationId: newUid(),
      label,
      segments: segments.map((segment, n) => ({
        index: segment.index,
        label: segment.label,
        runs: segment.runs,
        locked: false,
        active: n === 0,
        colour: segment.colour ?? paletteColour(segment.index),
      })),
    },
    loaded: { ...loaded, place: loaded.place && latest(loaded.place, displaySets) },
  };
}

/** Saving again counts on from the last instance of the series that the viewer knows, whichever was opened. */
function latest(
  place: NonNullable<LoadedSeg['place']>,
  displaySets: Pick<DisplaySetService, 'getDisplaySetsForSeries'>,
): NonNullable<LoadedSeg['place']> {
  const known = (displaySets.getDisplaySetsForSeries(place.seriesInstanceUid) ?? [])
    .map(({ instance }) => Number(instance?.InstanceNumber ?? NaN))
    .filter(Number.isInteger);
  return { ...place, instanceNumber: Math.max(place.instanceNumber, ...known) };
}

function paletteColour(index: number): [number, number, number] {
  const [red, green, blue] = CONSTANTS.COLOR_LUT[index % CONSTANTS.COLOR_LUT.length];
  return [red, green, blue];
}

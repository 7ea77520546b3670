import { loadedSeg, type LoadedSeg, type SliceImage } from '../saving/LoadedSeg';
import type { DisplaySet, DisplaySetService } from './ohifServices';

/**
 * The SEG that a segmentation was opened from: OHIF gives the segmentation the identifier of the SEG's display set.
 * @param slices images in spatial order
 * @returns null for a segmentation that was made here
 */
export function findLoadedSeg(
  displaySets: DisplaySetService,
  segmentationId: string,
  slices: readonly SliceImage[],
): LoadedSeg | null {
  const displaySet = displaySets.getDisplaySetByUID(segmentationId);
  const instance = displaySet?.Modality === 'SEG' ? displaySet.instance : undefined;
  if (!displaySet || !instance) return null;
  const ofSeries = displaySets.getDisplaySetsForSeries(displaySet.SeriesInstanceUID) ?? [displaySet];
  return loadedSeg(instance, slices, ofSeries.map(instanceNumber));
}

function instanceNumber({ instance }: DisplaySet): number {
  return Number(instance?.InstanceNumber ?? NaN);
}

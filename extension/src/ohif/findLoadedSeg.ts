import { loadedSeg, type LoadedSeg, type SliceImage } from '../saving/LoadedSeg';
import type { DisplaySetService } from './ohifServices';
import { segNumbers, type SegServices } from './savedSegs';

/**
 * The SEG that a segmentation was opened from: OHIF gives the segmentation the identifier of the SEG's display set.
 * @param slices images in spatial order
 * @returns null for a segmentation that was made here
 */
export function findLoadedSeg(
  services: SegServices & { readonly displaySetService: Pick<DisplaySetService, 'getDisplaySetByUID'> },
  segmentationId: string,
  slices: readonly SliceImage[],
): LoadedSeg | null {
  const displaySet = services.displaySetService.getDisplaySetByUID(segmentationId);
  const instance = displaySet?.Modality === 'SEG' ? displaySet.instance : undefined;
  if (!displaySet || !instance) return null;
  const numbers = segNumbers(services, displaySet.SeriesInstanceUID);
  return loadedSeg(instance, slices, [Number(instance.InstanceNumber ?? NaN), ...numbers]);
}

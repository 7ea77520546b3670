import type { SliceImage } from '@few-shot-lms/dicom-seg';
import { loadedSeg, type LoadedSeg } from '../saving/LoadedSeg';
import type { DisplaySetService } from './ohifServices';

/**
 * The SEG that a segmentation was opened from: OHIF gives the segmentation the identifier of the SEG's display set.
 * @param slices images in spatial order
 * @returns null for a segmentation that was made here
 */
export function findLoadedSeg(
  services: { readonly displaySetService: Pick<DisplaySetService, 'getDisplaySetByUID'> },
  segmentationId: string,
  slices: readonly SliceImage[],
): LoadedSeg | null {
  const displaySet = services.displaySetService.getDisplaySetByUID(segmentationId);
  const instance = displaySet?.Modality === 'SEG' ? displaySet.instance : undefined;
  if (!instance) return null;
  return loadedSeg(instance, slices);
}

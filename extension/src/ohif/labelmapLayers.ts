import { UserError } from '@few-shot-lms/engine';
import { cache } from '@cornerstonejs/core';
import { texts } from '../texts';
import type { LabelPlane } from '../state/maskFingerprint';
import type { LabelmapData, OhifSegmentation } from './ohifServices';

/** One layer of a labelmap: its images by the source image that each belongs to. */
export interface LayerImages {
  readonly labelmapId: string;
  readonly bySource: ReadonlyMap<string, string>;
}

/** OHIF lists the background of a label map SEG among the segments, as number 0. */
export function isForeground(segmentIndex: number): boolean {
  return segmentIndex > 0;
}

/** The layer and the label value that Cornerstone3D uses for a segment (segments that overlap get layers of their own). */
export function bindingOf(
  data: LabelmapData,
  segmentIndex: number,
): { labelmapId: string; labelValue: number } {
  return (
    data.segmentBindings?.[segmentIndex] ?? {
      labelmapId: data.primaryLabelmapId ?? primaryOf(data),
      labelValue: segmentIndex,
    }
  );
}

/** All layers of a segmentation; a labelmap from before layers has a single one. */
export function layersOf(segmentation: OhifSegmentation): LayerImages[] {
  const data = segmentation.representationData.Labelmap;
  if (!data) return [];
  const layers = Object.values(data.labelmaps ?? {});
  if (layers.length === 0) {
    return [
      { labelmapId: primaryOf(data), bySource: bySource(data.imageIds ?? [], data.referencedImageIds) },
    ];
  }
  return layers.map(({ labelmapId, imageIds, referencedImageIds }) => ({
    labelmapId,
    bySource: bySource(imageIds ?? [], referencedImageIds),
  }));
}

/** Source images that a segmentation's labelmap covers, in the labelmap's own order. */
export function sourceImageIds(segmentation: OhifSegmentation): readonly string[] {
  const [first] = layersOf(segmentation);
  return first ? [...first.bySource.keys()] : [];
}

/**
 * The label values of a labelmap image, the viewer's own array.
 * @param number of the slice, for the message
 * @param voxels that it has to have
 * @throws UserError if the image is not in memory or has another size
 */
export function labelPlane(imageId: string | undefined, number: number, voxels?: number): LabelPlane {
  const plane = planeInMemory(imageId);
  if (!plane) throw new UserError(texts.problems.noLabelmapSlice(number));
  if (voxels !== undefined && plane.length !== voxels) throw new UserError(texts.problems.sliceSize(number));
  return plane as LabelPlane;
}

/** Whether a labelmap image that is in memory has a voxel of any segment. */
export function hasVoxels(imageId: string | undefined): boolean {
  const plane = planeInMemory(imageId);
  if (!plane) return false;
  for (let n = 0; n < plane.length; n++) if (plane[n] !== 0) return true;
  return false;
}

function planeInMemory(imageId: string | undefined) {
  const image = imageId === undefined ? undefined : cache.getImage(imageId);
  return image?.voxelManager?.getScalarData() ?? image?.getPixelData();
}

function primaryOf(data: LabelmapData): string {
  return Object.keys(data.labelmaps ?? {})[0] ?? 'primary';
}

function bySource(
  imageIds: readonly string[],
  referenced: readonly string[] | undefined,
): Map<string, string> {
  const map = new Map<string, string>();
  imageIds.forEach((imageId, n) => {
    // The image itself knows best; the lists are parallel only as long as nobody reorders one of them.
    const source = cache.getImage(imageId)?.referencedImageId ?? referenced?.[n];
    if (source !== undefined && !map.has(source)) map.set(source, imageId);
  });
  return map;
}

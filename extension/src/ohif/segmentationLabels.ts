import { sliceNumber } from '../state/viewerContext';
import { bindingOf, isForeground, labelPlane, layersOf } from './labelmapLayers';
import type { OhifSegmentation } from './ohifServices';
import type { ResolvedSeries } from './ResolvedSeries';
import type { SegmentationLabels } from './ViewerHost';

/**
 * Access to the voxels of a segmentation; planes are looked up when they are asked for.
 * @param series the segmentation's source images
 */
export function segmentationLabels(
  segmentation: OhifSegmentation,
  { imageIds, geometry, summary }: ResolvedSeries,
): SegmentationLabels | null {
  const data = segmentation.representationData.Labelmap;
  if (!data) return null;
  const voxels = geometry.rows * geometry.columns;
  const layers = layersOf(segmentation);
  const places = Object.values(segmentation.segments)
    .filter(({ segmentIndex }) => isForeground(segmentIndex))
    .map(({ segmentIndex, locked }) => {
      const { labelmapId, labelValue } = bindingOf(data, segmentIndex);
      const layer = layers.findIndex((candidate) => candidate.labelmapId === labelmapId);
      return { index: segmentIndex, locked: Boolean(locked), layer: Math.max(0, layer), value: labelValue };
    });
  return {
    seriesKey: summary.key,
    slices: imageIds.length,
    layers: layers.length,
    places,
    plane: (layer, k) => labelPlane(layers[layer].bySource.get(imageIds[k]), sliceNumber(summary, k), voxels),
  };
}

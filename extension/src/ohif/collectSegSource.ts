import { UserError } from '@few-shot-lms/engine';
import type { Labelmap, SourceInstance } from '@few-shot-lms/dicom-seg';
import { sliceNumber } from '../state/viewerContext';
import type { SegmentSource, SegSource } from '../saving/SegSource';
import { texts } from '../texts';
import { bindingOf, isForeground, labelPlane, layersOf, type LayerImages } from './labelmapLayers';
import type { OhifSegmentation } from './ohifServices';
import { instanceOf, type ResolvedSeries } from './resolveSeries';
import { frameNumberOf, planeOf } from './sliceOfImage';

/**
 * Collects the masks of a segmentation, each of the viewer's layers by itself, and the headers of its source images.
 * @throws UserError if no segment has a voxel
 */
export function collectSegSource(
  segmentation: OhifSegmentation,
  series: ResolvedSeries,
  colourOf: (segmentIndex: number) => readonly [number, number, number],
): SegSource {
  const { geometry, imageIds } = series;
  const voxels = geometry.rows * geometry.columns;
  const indices = Object.keys(segmentation.segments).map(Number).filter(isForeground);
  const Labels = Math.max(...indices) > 255 ? Uint16Array : Uint8Array;
  const counts = new Map<number, number>();
  const labelmaps: Labelmap[] = [];
  for (const [layer, indexOfValue] of segmentsByLayer(segmentation, indices)) {
    const labelmap = new Labels(voxels * geometry.slices);
    imageIds.forEach((imageId, k) => {
      const plane = labelPlane(layer.bySource.get(imageId), sliceNumber(series.summary, k), voxels);
      for (let n = 0; n < voxels; n++) {
        const index = plane[n] === 0 ? undefined : indexOfValue.get(plane[n]);
        if (index === undefined) continue;
        labelmap[k * voxels + n] = index;
        counts.set(index, (counts.get(index) ?? 0) + 1);
      }
    });
    labelmaps.push(labelmap);
  }
  const segments = indices
    .filter((index) => counts.has(index))
    .map((index): SegmentSource => ({
      index,
      label: segmentation.segments[index].label,
      colour: colourOf(index),
    }));
  if (segments.length === 0) throw new UserError(texts.problems.nothingToSave);
  return {
    label: segmentation.label,
    instances: imageIds.map(sourceInstance),
    geometry,
    labelmaps,
    segments,
  };
}

/** The layers that hold segments, and in each the segment index of every label value. */
function segmentsByLayer(
  segmentation: OhifSegmentation,
  indices: readonly number[],
): Map<LayerImages, Map<number, number>> {
  const data = segmentation.representationData.Labelmap ?? {};
  const layers = layersOf(segmentation);
  const found = new Map<LayerImages, Map<number, number>>();
  for (const index of indices) {
    const { labelmapId, labelValue } = bindingOf(data, index);
    const layer = layers.find((candidate) => candidate.labelmapId === labelmapId) ?? layers[0];
    const indexOfValue = found.get(layer) ?? new Map<number, number>();
    found.set(layer, indexOfValue.set(labelValue, index));
  }
  return found;
}

function sourceInstance(imageId: string): SourceInstance {
  const dataset = instanceOf(imageId);
  const plane = planeOf(dataset);
  if (!plane) throw new UserError(texts.problems.noPositions);
  return {
    sopInstanceUid: dataset.SOPInstanceUID,
    sopClassUid: dataset.SOPClassUID,
    plane,
    dataset,
    frameNumber: frameNumberOf(dataset),
  };
}

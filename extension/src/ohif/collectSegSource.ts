import { UserError } from '@few-shot-lms/engine';
import type { Labelmap } from '@few-shot-lms/dicom-seg';
import { sliceNumber } from '../state/viewerContext';
import type { SegmentSource, SegSource } from '../saving/SegSource';
import { texts } from '../texts';
import { bindingOf, hasVoxels, isForeground, labelPlane, layersOf, type LayerImages } from './labelmapLayers';
import type { OhifSegmentation } from './ohifServices';
import { sourceInstance } from './resolveSeries';
import type { ResolvedSeries } from './ResolvedSeries';

/**
 * Collects the masks of a segmentation, each of the viewer's layers by itself, and the headers of its source images.
 * @throws UserError if no segment has a voxel, or some lie on images of another stack of the series
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
  const elsewhere = drawnElsewhere(segmentation, imageIds);
  if (elsewhere > 0) throw new UserError(texts.problems.drawnElsewhere(elsewhere));
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

/** Images of other stacks that are drawn on: a SEG holds the slices of one, and nothing may be lost unsaid. */
function drawnElsewhere(segmentation: OhifSegmentation, imageIds: readonly string[]): number {
  const ofStack = new Set(imageIds);
  const drawn = layersOf(segmentation).flatMap(({ bySource }) =>
    [...bySource].filter(([source, image]) => !ofStack.has(source) && hasVoxels(image)),
  );
  return new Set(drawn.map(([source]) => source)).size;
}

import { UserError } from '@few-shot-lms/engine';
import { slicePlaneOf, type SourceInstance } from '@few-shot-lms/dicom-seg';
import { sliceNumber } from '../state/viewerContext';
import type { SegmentSource, SegSource } from '../saving/SegSource';
import { texts } from '../texts';
import { bindingOf, isForeground, labelPlane, layersOf } from './labelmapLayers';
import type { OhifSegmentation } from './ohifServices';
import { instanceOf, type ResolvedSeries } from './resolveSeries';

/**
 * Collects the masks of a segmentation and the headers of its source images.
 * @throws UserError if no segment has a voxel, or if two have the same one
 */
export function collectSegSource(
  segmentation: OhifSegmentation,
  series: ResolvedSeries,
  colourOf: (segmentIndex: number) => readonly [number, number, number],
): SegSource {
  const data = segmentation.representationData.Labelmap ?? {};
  const layers = layersOf(segmentation);
  const { geometry, imageIds, summary } = series;
  const voxels = geometry.rows * geometry.columns;
  const indices = Object.keys(segmentation.segments).map(Number).filter(isForeground);
  const Labels = Math.max(...indices) > 255 ? Uint16Array : Uint8Array;
  const labelmap = new Labels(voxels * geometry.slices);
  const segments: SegmentSource[] = [];
  for (const index of indices) {
    const { labelmapId, labelValue } = bindingOf(data, index);
    const layer = layers.find((candidate) => candidate.labelmapId === labelmapId) ?? layers[0];
    const { label } = segmentation.segments[index];
    let count = 0;
    const covered = new Map<number, number>();
    imageIds.forEach((imageId, k) => {
      const plane = labelPlane(layer.bySource.get(imageId), sliceNumber(summary, k), voxels);
      for (let n = 0; n < voxels; n++) {
        if (plane[n] !== labelValue) continue;
        const there = labelmap[k * voxels + n];
        if (there !== 0) covered.set(there, (covered.get(there) ?? 0) + 1);
        labelmap[k * voxels + n] = index;
        count++;
      }
    });
    for (const [other, overlap] of covered) {
      throw new UserError(texts.problems.overlap(segmentation.segments[other].label, label, overlap));
    }
    if (count > 0) segments.push({ index, label, colour: colourOf(index) });
  }
  if (segments.length === 0) throw new UserError(texts.problems.nothingToSave);
  return { label: segmentation.label, instances: imageIds.map(sourceInstance), geometry, labelmap, segments };
}

function sourceInstance(imageId: string): SourceInstance {
  const dataset = instanceOf(imageId);
  const plane = slicePlaneOf(dataset);
  if (!plane) throw new UserError(texts.problems.noPositions);
  return { sopInstanceUid: dataset.SOPInstanceUID, sopClassUid: dataset.SOPClassUID, plane, dataset };
}

import { UserError } from '@few-shot-lms/engine';
import { slicePlaneOf, type SourceInstance } from '@few-shot-lms/dicom-seg';
import type { SegmentSource, SegSource } from '../saving/SegSource';
import { texts } from '../texts';
import { bindingOf, labelPlane, layersOf } from './labelmapLayers';
import type { OhifSegmentation } from './ohifServices';
import { instanceOf, type ResolvedSeries } from './resolveSeries';

/**
 * Collects the masks of a segmentation and the headers of its source images.
 * @throws UserError if no segment has a voxel
 */
export function collectSegSource(
  segmentation: OhifSegmentation,
  series: ResolvedSeries,
  colourOf: (segmentIndex: number) => readonly [number, number, number],
): SegSource {
  const data = segmentation.representationData.Labelmap ?? {};
  const layers = layersOf(segmentation);
  const { geometry, imageIds } = series;
  const voxels = geometry.rows * geometry.columns;
  const segments: SegmentSource[] = [];
  for (const [key, { label }] of Object.entries(segmentation.segments)) {
    const index = Number(key);
    const { labelmapId, labelValue } = bindingOf(data, index);
    const layer = layers.find((candidate) => candidate.labelmapId === labelmapId) ?? layers[0];
    const mask = new Uint8Array(voxels * geometry.slices);
    let count = 0;
    imageIds.forEach((imageId, k) => {
      const plane = labelPlane(layer.bySource.get(imageId), k, voxels);
      for (let n = 0; n < voxels; n++) {
        if (plane[n] !== labelValue) continue;
        mask[k * voxels + n] = 1;
        count++;
      }
    });
    if (count > 0) segments.push({ index, label, colour: colourOf(index), mask });
  }
  if (segments.length === 0) throw new UserError(texts.problems.nothingToSave);
  return { label: segmentation.label, instances: imageIds.map(sourceInstance), geometry, segments };
}

function sourceInstance(imageId: string): SourceInstance {
  const dataset = instanceOf(imageId);
  const plane = slicePlaneOf(dataset);
  if (!plane) throw new UserError(texts.problems.noPositions);
  return { sopInstanceUid: dataset.SOPInstanceUID, sopClassUid: dataset.SOPClassUID, plane, dataset };
}

import { seriesInstanceUidOf, type SegTarget } from '@few-shot-lms/dicom-seg';
import type { VolumeGeometry } from '@few-shot-lms/engine';
import { instanceOf } from './resolveSeries';
import { frameNumberOf } from './sliceOfImage';

/** What a SEG is read for: the images of a series in spatial order, and what its references have to name. */
export function segTarget(imageIds: readonly string[], geometry: VolumeGeometry): SegTarget {
  const instances = imageIds.map(instanceOf);
  const [first] = instances;
  const { FrameOfReferenceUID } = first;
  return {
    geometry,
    instances: instances.map((instance) => ({
      sopInstanceUid: instance.SOPInstanceUID,
      frameNumber: frameNumberOf(instance),
    })),
    seriesInstanceUid: seriesInstanceUidOf(first),
    frameOfReferenceUid: typeof FrameOfReferenceUID === 'string' ? FrameOfReferenceUID : undefined,
  };
}

import { asymmetricObject } from '../../testing';
import type { SeriesVolume } from '../series/read-series';
import type { SegTarget } from './read-seg';
import type { LabelSegRequest } from './seg-write-request';

const software = { name: 'Few-shot LMS', version: '0.1.0' };

export const liver = {
  number: 1,
  label: 'Liver',
  algorithmType: 'SEMIAUTOMATIC' as const,
  algorithmName: 'LMS-Net',
};
export const lesion = { number: 2, label: 'Lesion', algorithmType: 'MANUAL' as const };

/** The asymmetric object as segment 1, and its lowest single voxel as segment 2. */
export function twoSegments(series: SeriesVolume): Uint8Array {
  const { geometry } = series.volume;
  const labels = asymmetricObject(geometry);
  labels[(1 * geometry.rows + 1) * geometry.columns + geometry.columns - 2] = 2;
  return labels;
}

/** A request to write them. */
export function requestOf(series: SeriesVolume, more: Partial<LabelSegRequest> = {}): LabelSegRequest {
  return {
    instances: series.instances,
    geometry: series.volume.geometry,
    labelmap: twoSegments(series),
    segments: [liver, lesion],
    kind: 'LABELMAP',
    encoding: 'UNCOMPRESSED',
    software,
    ...more,
  };
}

/** The series as one that a SEG is read for. */
export const targetOf = (series: SeriesVolume): SegTarget => ({
  geometry: series.volume.geometry,
  instances: series.instances,
  seriesInstanceUid: series.seriesInstanceUid,
});

import type { SourceInstance } from '@few-shot-lms/dicom-seg';
import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { SegmentToSave } from '../saving/SegmentToSave';
import type { SegSource } from '../saving/SegSource';

const ROWS = 5;
const COLUMNS = 7;
const SLICES = 4;
export const VOXELS = ROWS * COLUMNS;

export const geometry: VolumeGeometry = {
  columns: COLUMNS,
  rows: ROWS,
  slices: SLICES,
  spacing: [0.5, 0.75, 3],
  direction: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  origin: [-10, 20, -30],
  slicePositions: [0, 3, 6, 9],
};

export const SERIES_UID = '1.2.3.4';

function instance(k: number): SourceInstance {
  const dataset = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
    SOPInstanceUID: `1.2.3.4.${k + 1}`,
    StudyInstanceUID: '1.2.3',
    SeriesInstanceUID: SERIES_UID,
    FrameOfReferenceUID: '1.2.3.5',
    Modality: 'MR',
    SeriesNumber: 4,
    PatientID: 'P',
    PatientName: 'A^B',
    Rows: ROWS,
    Columns: COLUMNS,
    ImagePositionPatient: [-10, 20, -30 + 3 * k],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [0.75, 0.5],
  };
  return {
    sopInstanceUid: dataset.SOPInstanceUID,
    sopClassUid: dataset.SOPClassUID,
    plane: {
      sopInstanceUid: dataset.SOPInstanceUID,
      imagePosition: [-10, 20, -30 + 3 * k],
      imageOrientation: [1, 0, 0, 0, 1, 0],
      pixelSpacing: [0.75, 0.5],
      rows: ROWS,
      columns: COLUMNS,
    },
    dataset,
  };
}

/** Two segments of a small series, nothing symmetric, so that a flip of any axis shows. */
export function segSource(): SegSource {
  const labelmap = new Uint8Array(VOXELS * SLICES);
  labelmap[VOXELS + 1] = 1;
  labelmap[VOXELS + COLUMNS + 2] = 1;
  labelmap[3 * VOXELS + 5] = 3;
  return {
    label: 'Seg: a/b',
    instances: Array.from({ length: SLICES }, (_, k) => instance(k)),
    geometry,
    labelmaps: [labelmap],
    segments: [
      { index: 1, label: 'Liver', colour: [200, 0, 0] },
      { index: 3, label: 'Spleen', colour: [0, 200, 0] },
    ],
  };
}

/** The segments of a source, only drawn and with nothing said about them. */
export function segmentsToSave(source: SegSource): SegmentToSave[] {
  return source.segments.map((segment) => ({
    ...segment,
    algorithm: null,
    structure: null,
    loaded: null,
    trackingUid: `1.2.9.${segment.index}`,
    trackingId: segment.label,
    origins: new Map(),
  }));
}

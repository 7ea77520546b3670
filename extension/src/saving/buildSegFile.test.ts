import { readSeg, type SourceInstance } from '@few-shot-lms/dicom-seg';
import type { VolumeGeometry } from '@few-shot-lms/engine';
import { buildSegFile } from './buildSegFile';
import type { SegSource } from './SegSource';

const ROWS = 5;
const COLUMNS = 7;
const SLICES = 4;

const geometry: VolumeGeometry = {
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

function instance(k: number): SourceInstance {
  const dataset = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
    SOPInstanceUID: `1.2.3.4.${k + 1}`,
    StudyInstanceUID: '1.2.3',
    SeriesInstanceUID: '1.2.3.4',
    FrameOfReferenceUID: '1.2.3.5',
    Modality: 'MR',
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

const algorithm = { modelId: 'm', modelTitle: 'Model', modelVersion: '2', modelHashes: { step: 'abc' } };

function source(): SegSource {
  const labelmap = new Uint8Array(ROWS * COLUMNS * SLICES);
  // Nothing symmetric, so that a flip of any axis shows.
  labelmap[ROWS * COLUMNS + 1] = 1;
  labelmap[ROWS * COLUMNS + COLUMNS + 2] = 1;
  labelmap[3 * ROWS * COLUMNS + 5] = 3;
  return {
    label: 'Seg: a/b',
    instances: Array.from({ length: SLICES }, (_, k) => instance(k)),
    geometry,
    labelmap,
    segments: [
      { index: 1, label: 'Liver', colour: [200, 0, 0] },
      { index: 3, label: 'Spleen', colour: [0, 200, 0] },
    ],
  };
}

describe('buildSegFile', () => {
  it.each(['LABELMAP', 'BINARY'] as const)('writes the voxels as they are: %s', (encoding) => {
    const given = source();
    const file = buildSegFile(given, encoding, (index) => (index === 1 ? algorithm : null));
    expect(file).toMatchObject({ name: 'Seg_a_b.dcm', studyInstanceUid: '1.2.3' });
    const content = readSeg(new Uint8Array(file.bytes), {
      instances: given.instances,
      geometry,
      seriesInstanceUid: '1.2.3.4',
    });
    const numberOf = new Map(content.segments.map(({ label, number }) => [label, number]));
    const expected = given.labelmap.map((label) =>
      label === 0 ? 0 : numberOf.get(label === 1 ? 'Liver' : 'Spleen')!,
    );
    expect(Array.from(content.labelmap)).toEqual(Array.from(expected));
  });

  it('says which segments a model has worked on', () => {
    const given = source();
    const { bytes } = buildSegFile(given, 'LABELMAP', (index) => (index === 1 ? algorithm : null));
    const text = new TextDecoder('latin1').decode(bytes);
    expect(text).toContain('SEMIAUTOMATIC');
    expect(text).toContain('MANUAL');
    expect(text).toContain('step SHA-256 abc');
  });
});

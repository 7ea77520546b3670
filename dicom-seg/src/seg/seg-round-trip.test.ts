import type { SeriesOptions } from '../../testing';
import { makeSeries, orientations } from '../../testing';
import { itemOf, itemsOf, numbersOf, textOf } from '../part10/dataset';
import { parsePart10 } from '../part10/parse-part10';
import type { SeriesVolume } from '../series/read-series';
import { readSeries } from '../series/read-series';
import { isSeg, readSeg } from './read-seg';
import { lesion, liver, requestOf, targetOf, twoSegments } from './seg-request.fixture';
import type { LabelSegRequest } from './seg-write-request';
import { writeSeg } from './write-seg';

const encodings = [
  { kind: 'LABELMAP', encoding: 'UNCOMPRESSED' },
  { kind: 'LABELMAP', encoding: 'RLE' },
  { kind: 'BINARY', encoding: 'UNCOMPRESSED' },
] as const;

describe.each(encodings)('$kind $encoding', ({ kind, encoding }) => {
  const geometries: Record<string, SeriesOptions> = {
    axial: {},
    descending: { order: 'descending' },
    sagittal: { orientation: orientations.sagittal, order: 'shuffled' },
    coronal: { orientation: orientations.coronal },
    oblique: { orientation: orientations.doubleOblique, order: 'descending' },
    'tilted gantry': { shear: 0.9 },
    'not square, odd size': { pixelSpacing: [0.5, 1.25], columns: 7, rows: 13 },
    'missing slices': { slices: 12, missing: [4, 5] },
    'enhanced multi-frame': { enhanced: true, order: 'descending' },
    'no SeriesInstanceUID': { seriesInstanceUid: null },
  };
  for (const [name, options] of Object.entries(geometries)) {
    it(`comes back voxel for voxel: ${name}`, async () => {
      const series = await readSeries(makeSeries(options).files);
      const bytes = writeSeg(requestOf(series, { kind, encoding }));
      expect(isSeg(bytes)).toBe(true);
      const read = await readSeg(bytes, targetOf(series));
      expect(Array.from(read.labelmap)).toEqual(Array.from(twoSegments(series)));
      expect(read.segments.map(({ number, label }) => [number, label])).toEqual([
        [1, 'Liver'],
        [2, 'Lesion'],
      ]);
      expect(read.warnings).toEqual([]);
      expect(read.referencedSeriesInstanceUid).toBe(series.seriesInstanceUid);
    });
  }

  it('says where each frame lies and what it was made from', async () => {
    const series = await readSeries(
      makeSeries({ order: 'descending', orientation: orientations.oblique }).files,
    );
    const { dataset } = parsePart10(writeSeg(requestOf(series, { kind, encoding })), { pixelData: false });
    const frames = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence');
    // Slices 1 to 6 have an object, slice 1 also the lesion.
    const expected =
      kind === 'LABELMAP'
        ? [1, 2, 3, 4, 5, 6].map((slice) => ({ slice, index: [slice] }))
        : [...[1, 2, 3, 4, 5, 6].map((slice) => ({ slice, index: [1, slice] })), { slice: 1, index: [2, 1] }];
    expect(
      frames.map((frame) => ({
        position: numbersOf(itemOf(frame, 'PlanePositionSequence')!, 'ImagePositionPatient'),
        index: numbersOf(itemOf(frame, 'FrameContentSequence')!, 'DimensionIndexValues'),
        source: textOf(
          itemOf(itemOf(frame, 'DerivationImageSequence')!, 'SourceImageSequence')!,
          'ReferencedSOPInstanceUID',
        ),
      })),
    ).toEqual(
      expected.map(({ slice, index }) => ({
        position: series.instances[slice].plane.imagePosition,
        index,
        source: series.instances[slice].sopInstanceUid,
      })),
    );
  });
});

describe('writeSeg', () => {
  let series: SeriesVolume;
  beforeAll(async () => {
    series = await readSeries(makeSeries().files);
  });
  const datasetOf = (more: Partial<LabelSegRequest>): ReturnType<typeof parsePart10>['dataset'] =>
    parsePart10(writeSeg(requestOf(series, more)), { pixelData: false }).dataset;

  it('copies patient and study, and makes new identifiers for the rest', async () => {
    const dataset = datasetOf({ seriesDescription: 'Leber & Läsion', contentCreator: 'Müller^Jörg' });
    expect(textOf(dataset, 'PatientID')).toBe('PID-42');
    expect(textOf(dataset, 'PatientAge')).toBe('054Y');
    expect(textOf(dataset, 'StudyInstanceUID')).toBe(series.studyInstanceUid);
    expect(textOf(dataset, 'AccessionNumber')).toBe('ACC-7');
    expect(textOf(dataset, 'SeriesDescription')).toBe('Leber & Läsion');
    expect(textOf(dataset, 'SeriesInstanceUID')).not.toBe(series.seriesInstanceUid);
    expect(textOf(datasetOf({}), 'SOPInstanceUID')).not.toBe(textOf(datasetOf({}), 'SOPInstanceUID'));
  });

  it('adds to a series when asked to, and says nothing of the series that differs from object to object', async () => {
    const seriesStarted = { date: '20260131', time: '140509' };
    const series = {
      seriesInstanceUid: '2.25.5',
      seriesDescription: 'Liver',
      seriesNumber: 12,
      seriesStarted,
    };
    const dataset = datasetOf({ ...series, instanceNumber: 7, contentDescription: 'Liver and spleen' });
    expect([textOf(dataset, 'SeriesDescription'), textOf(dataset, 'ContentDescription')]).toEqual([
      'Liver',
      'Liver and spleen',
    ]);
    expect(textOf(datasetOf(series), 'ContentDescription')).toBe('Liver');
    expect([textOf(dataset, 'SeriesDate'), textOf(dataset, 'SeriesTime')]).toEqual(['20260131', '140509']);
    expect([
      textOf(dataset, 'SeriesInstanceUID'),
      textOf(dataset, 'InstanceNumber'),
      textOf(dataset, 'SeriesNumber'),
    ]).toEqual(['2.25.5', '7', '12']);
  });

  it('does not copy values that would make the new object invalid', async () => {
    const odd = await readSeries(
      makeSeries({
        elements: [
          ['00101010', 'AS', '42'],
          ['00100040', 'CS', 'FEMALE'],
          ['00100030', 'DA', '1970.01.02'],
        ],
      }).files,
    );
    const { dataset } = parsePart10(writeSeg(requestOf(odd)), { pixelData: false });
    expect(dataset.PatientAge).toBeUndefined();
    expect([textOf(dataset, 'PatientSex'), textOf(dataset, 'PatientBirthDate')]).toEqual(['', '']);
  });

  it('keeps the names of patients in other scripts', async () => {
    // PS3.5 section H.3.1: Yamada Tarou in three scripts, ISO 2022 IR 87.
    const escape = [0x1b, 0x24, 0x42];
    const back = [0x1b, 0x28, 0x42];
    const name = Uint8Array.from([
      ...new TextEncoder().encode('Yamada^Tarou='),
      ...[...escape, 0x3b, 0x33, 0x45, 0x44, ...back, 0x5e],
      ...[...escape, 0x42, 0x40, 0x4f, 0x3a, ...back, 0x3d],
      ...[...escape, 0x24, 0x64, 0x24, 0x5e, 0x24, 0x40, ...back, 0x5e],
      ...[...escape, 0x24, 0x3f, 0x24, 0x6d, 0x24, 0x26, ...back],
    ]);
    const japanese = await readSeries(
      makeSeries({
        elements: [
          ['00080005', 'CS', '\\ISO 2022 IR 87'],
          ['00100010', 'PN', name],
        ],
      }).files,
    );
    expect(japanese.warnings).toEqual([]);
    const bytes = writeSeg(requestOf(japanese));
    expect(new TextDecoder().decode(bytes)).toContain('Yamada^Tarou=山田^太郎=やまだ^たろう');
  });

  it('says how thick the slices are', async () => {
    const thicknessIn = async (options: SeriesOptions): Promise<string> => {
      const source = await readSeries(makeSeries(options).files);
      const { dataset } = parsePart10(writeSeg(requestOf(source)), { pixelData: false });
      const shared = itemOf(dataset, 'SharedFunctionalGroupsSequence')!;
      return textOf(itemOf(shared, 'PixelMeasuresSequence')!, 'SliceThickness');
    };
    expect(await thicknessIn({ sliceThickness: 4 })).toBe('4');
    expect(await thicknessIn({ sliceThickness: 4, enhanced: true })).toBe('4');
    const measures = [
      ['00180050', 'DS', '5'],
      ['00280030', 'DS', '0.75\\0.75'],
    ] as const;
    const ofFrame = [['00289110', 'SQ', [measures]]] as const;
    expect(await thicknessIn({ sliceThickness: 4, enhanced: true, imageElements: () => ofFrame })).toBe('5');
  });

  it('describes segments with codes, algorithm and colour, and they come back', async () => {
    const segment = {
      number: 1,
      label: 'Linke Niere (größer, 左)',
      description: 'Upper pole cut off\nby the field of view',
      rgb: [200, 100, 50] as const,
      algorithmType: 'SEMIAUTOMATIC' as const,
      algorithmName: 'LMS-Net',
      algorithmFamily: { value: '123109', scheme: 'DCM', meaning: 'Manual Processing' },
      algorithmVersion: '1.2',
      algorithmSource: 'Somebody else',
      algorithmParameters: 'model=chain; sha256=abc',
      category: { value: '91723000', scheme: 'SCT', meaning: 'Anatomical Structure' },
      type: { value: '64033007', scheme: 'SCT', meaning: 'Kidney' },
      typeModifier: { value: '7771000', scheme: 'SCT', meaning: 'Left' },
      anatomicRegion: { value: '818981001', scheme: 'SCT', meaning: 'Abdomen' },
      trackingUid: '2.25.99',
      trackingId: 'Kidney of Tina',
    };
    const bytes = writeSeg(requestOf(series, { segments: [segment, lesion] }));
    expect((await readSeg(bytes, targetOf(series))).segments[0]).toEqual(segment);
  });

  it('gives a label without codes those that it means', async () => {
    const read = await readSeg(writeSeg(requestOf(series)), targetOf(series));
    expect(read.segments.map(({ type }) => type?.value)).toEqual(['10200004', '52988006']);
  });

  it('writes 16 bits for large segment numbers; BINARY counts from 1', async () => {
    const labelmap = Uint16Array.from(twoSegments(series), (value) => (value === 2 ? 700 : value));
    const segments = [{ ...lesion, number: 700 }, liver];
    for (const encoding of ['RLE', 'UNCOMPRESSED'] as const) {
      const read = await readSeg(
        writeSeg(requestOf(series, { labelmap, segments, encoding })),
        targetOf(series),
      );
      expect(Array.from(read.labelmap)).toEqual(Array.from(labelmap));
    }
    const binary = await readSeg(
      writeSeg(requestOf(series, { labelmap, segments, kind: 'BINARY' })),
      targetOf(series),
    );
    expect(Array.from(binary.labelmap)).toEqual(Array.from(twoSegments(series)));
  });

  const empty = new Uint8Array(12 * 10 * 8);
  const wrong: [string, (series: SeriesVolume) => Partial<LabelSegRequest>, RegExp][] = [
    ['an empty labelmap', () => ({ labelmap: empty }), /empty/],
    ['a labelmap of another size', () => ({ labelmap: empty.subarray(1) }), /voxels/],
    [
      'instances of another series',
      (series) => ({ instances: series.instances.slice(1) }),
      /7 source images for 8 slices/,
    ],
    ['no segment', () => ({ segments: [] }), /no segment/],
    ['a value without a segment', () => ({ segments: [liver] }), /value 2/],
    ['two segments of one number', () => ({ segments: [liver, { ...lesion, number: 1 }] }), /Two segments/],
    ['a segment 0', () => ({ segments: [{ ...liver, number: 0 }, lesion] }), /number 0/],
    ['BINARY in RLE', () => ({ kind: 'BINARY', encoding: 'RLE' }), /cannot be RLE/],
  ];
  it.each(wrong)('refuses %s', (_, more, message) => {
    expect(() => writeSeg(requestOf(series, more(series)))).toThrow(message);
  });
});

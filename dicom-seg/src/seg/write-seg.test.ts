import type { MadeSeries, SeriesOptions } from '../../testing';
import { makeSeries } from '../../testing';
import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, numberOf, numbersOf, personNameOf, textOf, valuesOf } from '../part10/dataset';
import type { ParsedFile } from '../part10/parse-part10';
import { parsePart10 } from '../part10/parse-part10';
import { TransferSyntax } from '../part10/transfer-syntax';
import { unpackBits } from '../pixels/bit-packing';
import { decodeRle } from '../pixels/rle';
import { slicePlaneOf } from '../series/slice-plane';
import type { SourceInstance } from '../series/source-instance';
import { frameComments } from './frame-comments';
import type { FractionalSegRequest, LabelSegRequest } from './seg-write-request';
import type { SegmentDescription } from './segment-description';
import type { SliceOrigin } from './slice-origin';
import { sliceOriginsOf } from './slice-origins-of';
import { writeSeg } from './write-seg';

const COLUMNS = 12;
const ROWS = 10;
const VOXELS = COLUMNS * ROWS;

/** The images of a series that was made for the test, in spatial order as they are made. */
function instancesOf({ files }: MadeSeries): SourceInstance[] {
  return files.map(({ bytes }) => {
    const { dataset } = parsePart10(bytes, { pixelData: false });
    return {
      sopInstanceUid: textOf(dataset, 'SOPInstanceUID'),
      sopClassUid: textOf(dataset, 'SOPClassUID'),
      plane: slicePlaneOf(dataset)!,
      dataset,
    };
  });
}

const made = makeSeries({ columns: COLUMNS, rows: ROWS });
const instances = instancesOf(made);
const instancesWith = (elements: SeriesOptions['elements']): SourceInstance[] =>
  instancesOf(makeSeries({ columns: COLUMNS, rows: ROWS, elements }));

const liver: SegmentDescription = { number: 1, label: 'Liver', algorithmType: 'MANUAL' };
const lesion: SegmentDescription = { number: 2, label: 'Lesion', algorithmType: 'MANUAL' };

/** A labelmap with a value in the given voxels of slices: [slice, voxel, value]. */
function labels(...voxels: readonly (readonly [number, number, number])[]): Uint8Array {
  const map = new Uint8Array(VOXELS * 8);
  for (const [slice, voxel, value] of voxels) map[slice * VOXELS + voxel] = value;
  return map;
}

const common = {
  instances,
  geometry: made.geometry,
  segments: [liver, lesion],
  software: { name: 'Few-shot LMS', version: '0.1.0' },
};

const labelRequest = (more: Partial<LabelSegRequest> = {}): LabelSegRequest => ({
  ...common,
  kind: 'BINARY',
  encoding: 'UNCOMPRESSED',
  labelmap: labels([1, 5, 1], [2, 5, 1], [2, 6, 2]),
  ...more,
});

const read = (request: LabelSegRequest | FractionalSegRequest): ParsedFile =>
  parsePart10(writeSeg(request), { pixelData: true });

interface ReadFrame {
  readonly segment: number | undefined;
  readonly slice: number;
  readonly values: Record<number, number>;
}

/** The pixels of a frame of 1 or 8 bits. */
function frameValues({ dataset, pixelData, transferSyntax }: ParsedFile, frame: number): Uint8Array {
  if (transferSyntax === TransferSyntax.rle) return decodeRle(pixelData[frame], VOXELS, 1);
  if (numberOf(dataset, 'BitsAllocated') === 1) return unpackBits(pixelData[0], frame * VOXELS, VOXELS);
  return pixelData[0].subarray(frame * VOXELS, (frame + 1) * VOXELS);
}

/** Every frame with its segment, its slice by position, and the voxels that are not zero. */
function framesOf(file: ParsedFile): ReadFrame[] {
  return itemsOf(file.dataset, 'PerFrameFunctionalGroupsSequence').map((group, index) => {
    const values = Array.from(frameValues(file, index));
    const [x, y, z] = numbersOf(itemOf(group, 'PlanePositionSequence')!, 'ImagePositionPatient');
    return {
      segment: numberOf(itemOf(group, 'SegmentIdentificationSequence') ?? {}, 'ReferencedSegmentNumber'),
      slice: instances.findIndex(({ plane: { imagePosition: p } }) => p[0] === x && p[1] === y && p[2] === z),
      values: Object.fromEntries(values.flatMap((value, voxel) => (value ? [[voxel, value]] : []))),
    };
  });
}

describe('overlapping segments', () => {
  const overlapping = {
    labelmap: labels([1, 5, 1], [2, 5, 1], [2, 6, 1]),
    overlays: [labels([2, 6, 2], [2, 7, 2], [4, 8, 2])],
  };

  it('lie in frames of their own, and the SEG says that they overlap', () => {
    const file = read(labelRequest(overlapping));
    expect(textOf(file.dataset, 'SegmentsOverlap')).toBe('YES');
    expect(framesOf(file)).toEqual([
      { segment: 1, slice: 1, values: { 5: 1 } },
      { segment: 1, slice: 2, values: { 5: 1, 6: 1 } },
      { segment: 2, slice: 2, values: { 6: 1, 7: 1 } },
      { segment: 2, slice: 4, values: { 8: 1 } },
    ]);
  });

  it('are refused as a label map with the sentence that says which', () => {
    expect(() => writeSeg(labelRequest({ ...overlapping, kind: 'LABELMAP' }))).toThrow(
      /"Liver" and "Lesion" overlap in 1 voxels.*BINARY/,
    );
  });

  it.each(['BINARY', 'LABELMAP'] as const)(
    'several labelmaps without a shared voxel are none: %s',
    (kind) => {
      const apart = { labelmap: labels([1, 5, 1]), overlays: [labels([1, 6, 2])], kind };
      const file = read(labelRequest(apart));
      expect(textOf(file.dataset, 'SegmentsOverlap')).toBe('NO');
      const shown = framesOf(file).map(({ values }) => values);
      expect(shown).toEqual(kind === 'LABELMAP' ? [{ 5: 1, 6: 2 }] : [{ 5: 1 }, { 6: 1 }]);
    },
  );
});

describe('FRACTIONAL', () => {
  const fractions = new Map<string, Float32Array>();
  const put = (number: number, slice: number, voxel: number, value: number): void => {
    const key = `${number}/${slice}`;
    const plane = fractions.get(key) ?? new Float32Array(VOXELS);
    plane[voxel] = value;
    fractions.set(key, plane);
  };
  put(1, 3, 5, 1);
  put(1, 3, 6, 0.5);
  put(1, 4, 7, 0.001);
  put(2, 3, 9, 0.25);
  const request = (more: Partial<FractionalSegRequest> = {}): FractionalSegRequest => ({
    ...common,
    kind: 'FRACTIONAL',
    encoding: 'RLE',
    fractionOf: (number, slice) => fractions.get(`${number}/${slice}`),
    ...more,
  });

  it.each(['RLE', 'UNCOMPRESSED'] as const)(
    'has probabilities in 255 steps, without frames of nothing: %s',
    (encoding) => {
      const file = read(request({ encoding }));
      expect(textOf(file.dataset, 'SegmentationFractionalType')).toBe('PROBABILITY');
      expect(numberOf(file.dataset, 'MaximumFractionalValue')).toBe(255);
      expect(numberOf(file.dataset, 'BitsStored')).toBe(8);
      expect(file.dataset.PixelPaddingValue).toBeUndefined();
      expect(framesOf(file)).toEqual([
        { segment: 1, slice: 3, values: { 5: 255, 6: 128 } },
        { segment: 2, slice: 3, values: { 9: 64 } },
      ]);
      expect(textOf(file.dataset, 'SegmentsOverlap')).toBe('NO');
    },
  );

  it('leaves open whether segments overlap that may both be in a voxel', () => {
    const both = (): Float32Array => new Float32Array(VOXELS).fill(0.4);
    expect(textOf(read(request({ fractionOf: both })).dataset, 'SegmentsOverlap')).toBe('UNDEFINED');
  });

  it.each([
    ['above 1', 1.5],
    ['below 0', -0.1],
    ['not a number', NaN],
  ])('refuses a probability %s', (_, value) => {
    const fractionOf = (): Float32Array => new Float32Array(VOXELS).fill(value);
    expect(() => writeSeg(request({ fractionOf }))).toThrow(/probability is/);
  });

  it('refuses slices of another size, and nothing at all', () => {
    expect(() => writeSeg(request({ fractionOf: () => new Float32Array(3) }))).toThrow(/3 voxels/);
    expect(() => writeSeg(request({ fractionOf: () => undefined }))).toThrow(/empty/);
  });
});

describe('where each slice came from', () => {
  const origins = new Map<number, Map<number, SliceOrigin>>([
    [
      1,
      new Map([
        [1, { kind: 'drawn' }],
        [2, { kind: 'propagated', scores: { trust: 0.8314, presence: 1 } }],
      ]),
    ],
    [2, new Map([[2, { kind: 'drawn' }]])],
  ]);

  it.each(['LABELMAP', 'BINARY'] as const)(
    'is in the comments of the frames, and can be read again: %s',
    (kind) => {
      const { dataset } = read(labelRequest({ kind, origins }));
      const found = [...sliceOriginsOf(dataset, instances)].flatMap(([segment, bySlice]) =>
        [...bySlice].map(([slice, origin]) => ({ segment, slice, ...origin })),
      );
      expect(found).toHaveLength(3);
      expect(found).toEqual(
        expect.arrayContaining([
          { segment: 1, slice: 1, kind: 'drawn' },
          { segment: 1, slice: 2, kind: 'propagated', scores: { trust: 0.831, presence: 1 } },
          { segment: 2, slice: 2, kind: 'drawn' },
        ]),
      );
    },
  );

  it('says what was checked so that a reader that does not know it still knows the slice as filled in', () => {
    const checked: SliceOrigin = { kind: 'propagated', scores: { trust: 0.4 }, checked: true };
    const unscored: SliceOrigin = { kind: 'propagated', checked: true };
    const bySlice = new Map([
      [1, checked],
      [2, unscored],
    ]);
    const { dataset } = read(labelRequest({ origins: new Map([[1, bySlice]]) }));
    expect(sliceOriginsOf(dataset, instances)).toEqual(new Map([[1, bySlice]]));
    // The grammar before there were checked slices: a word and its figures, each with a number.
    const before = /^Segment (\d+): (drawn|propagated|corrected|released)((?:, [a-z]+ [01](?:\.\d+)?)*)\.$/;
    expect(frameComments(new Map([[1, checked]]))).toMatch(before);
    expect(frameComments(new Map([[1, unscored]]))).toMatch(before);
  });

  it('ends with a whole sentence where the comments would be too long', () => {
    const many = Array.from({ length: 500 }, (_, n) => [n + 1, { kind: 'drawn' }] as [number, SliceOrigin]);
    const comments = frameComments(many)!;
    expect(comments.length).toBeLessThanOrEqual(10240);
    expect(comments).toMatch(/^Segment 1: drawn\. .*Segment \d+: drawn\.$/);
  });

  it('is left out where it is not known, and comments of others are not taken for ours', () => {
    const { dataset } = read(labelRequest());
    expect(sliceOriginsOf(dataset, instances).size).toBe(0);
    const foreign = {
      PerFrameFunctionalGroupsSequence: [
        {
          FrameContentSequence: [{ FrameComments: 'Segment 1: looks drawn. Segment x: drawn.' }],
          DerivationImageSequence: [{ SourceImageSequence: [{ ReferencedSOPInstanceUID: '1.2' }] }],
        },
      ],
    };
    expect(sliceOriginsOf(foreign, [{ sopInstanceUid: '1.2' }]).size).toBe(0);
  });
});

describe('segments', () => {
  const items = (more: Partial<LabelSegRequest>): readonly NaturalizedDataset[] =>
    itemsOf(read(labelRequest(more)).dataset, 'SegmentSequence');
  const code = (item: NaturalizedDataset, keyword: string): string =>
    [
      textOf(itemOf(item, keyword)!, 'CodingSchemeDesignator'),
      textOf(itemOf(item, keyword)!, 'CodeValue'),
    ].join(' ');

  it('have tracking identifiers that differ even where labels do not', () => {
    const twins = items({ segments: [liver, { ...lesion, label: 'Liver' }] });
    expect(new Set(twins.map((item) => textOf(item, 'TrackingID'))).size).toBe(2);
    expect(twins.map((item) => textOf(item, 'SegmentLabel'))).toEqual(['Liver', 'Liver']);
  });

  it('have one name for one tracking identifier, whatever they are called now', () => {
    const kept = { trackingUid: '2.25.7', trackingId: 'Liver' };
    const renamed = items({
      segments: [
        { ...liver, ...kept, label: 'Spleen' },
        { ...lesion, label: 'Liver' },
      ],
    });
    expect(renamed.map((item) => [textOf(item, 'SegmentLabel'), textOf(item, 'TrackingID')])).toEqual([
      ['Spleen', 'Liver'],
      ['Liver', 'Liver 2'],
    ]);
    expect(textOf(renamed[0], 'TrackingUID')).toBe('2.25.7');
  });

  it('get the SNOMED CT code of a retired one, which stays as it is where there is none', () => {
    const srt = (value: string): { value: string; scheme: string; meaning: string } => ({
      value,
      scheme: 'SRT',
      meaning: 'of an old file',
    });
    const [known, unknown] = items({
      segments: [
        { ...liver, label: 'x', category: srt('T-D000A'), type: srt('T-71000') },
        {
          ...lesion,
          category: srt('T-D0050'),
          type: srt('X-1'),
          typeModifier: srt('X-2'),
          anatomicRegion: srt('T-D05E4'),
          regionModifier: srt('G-A101'),
        },
      ],
    });
    expect(code(known, 'SegmentedPropertyTypeCodeSequence')).toBe('SCT 64033007');
    expect(code(unknown, 'SegmentedPropertyCategoryCodeSequence')).toBe('SCT 85756007');
    expect(code(unknown, 'SegmentedPropertyTypeCodeSequence')).toBe('SRT X-1');
    const type = itemOf(unknown, 'SegmentedPropertyTypeCodeSequence')!;
    expect(textOf(type, 'CodeMeaning')).toBe('of an old file');
    expect(code(type, 'SegmentedPropertyTypeModifierCodeSequence')).toBe('SRT X-2');
    expect(code(unknown, 'AnatomicRegionSequence')).toBe('SCT 279706003');
    expect(code(itemOf(unknown, 'AnatomicRegionSequence')!, 'AnatomicRegionModifierSequence')).toBe(
      'SCT 7771000',
    );
  });

  it('say of their algorithm what is known of it, and make nothing up', () => {
    const automatic = { ...liver, algorithmType: 'AUTOMATIC' as const };
    const family = { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' };
    const whole = {
      ...{ ...automatic, algorithmName: 'Net', algorithmFamily: family, algorithmVersion: '2' },
      ...{ algorithmSource: 'Institute', algorithmParameters: 'fast=1', number: 2 },
    };
    const [nameless, named, known, drawn] = items({
      segments: [
        automatic,
        whole,
        { ...whole, number: 3, algorithmVersion: undefined },
        { ...whole, number: 4, algorithmType: 'MANUAL' },
      ],
    });
    expect(textOf(nameless, 'SegmentAlgorithmName')).toBe('unknown');
    expect(JSON.stringify(nameless)).not.toContain('Few-shot LMS');
    expect(nameless.SegmentationAlgorithmIdentificationSequence).toBeUndefined();
    const algorithm = itemOf(named, 'SegmentationAlgorithmIdentificationSequence')!;
    expect(code(algorithm, 'AlgorithmFamilyCodeSequence')).toBe('DCM 123110');
    expect(
      ['AlgorithmName', 'AlgorithmVersion', 'AlgorithmSource', 'AlgorithmParameters'].map((keyword) =>
        textOf(algorithm, keyword),
      ),
    ).toEqual(['Net', '2', 'Institute', 'fast=1']);
    expect(textOf(known, 'SegmentAlgorithmName')).toBe('Net');
    expect(known.SegmentationAlgorithmIdentificationSequence).toBeUndefined();
    expect([drawn.SegmentAlgorithmName, drawn.SegmentationAlgorithmIdentificationSequence]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('have the side of an organ at its type, and that of a region at the region', () => {
    const [left, cyst] = items({
      segments: [
        { ...liver, label: 'Left kidney' },
        { ...lesion, label: 'Right kidney cyst' },
      ],
    });
    const type = itemOf(left, 'SegmentedPropertyTypeCodeSequence')!;
    expect(code(type, 'SegmentedPropertyTypeModifierCodeSequence')).toBe('SCT 7771000');
    expect(left.AnatomicRegionSequence).toBeUndefined();
    const region = itemOf(cyst, 'AnatomicRegionSequence')!;
    expect(code(region, 'AnatomicRegionModifierSequence')).toBe('SCT 24028007');
  });

  it('of a label map have the background behind them', () => {
    const all = items({ kind: 'LABELMAP' });
    expect(all.map((item) => numberOf(item, 'SegmentNumber'))).toEqual([1, 2, 0]);
    expect(code(all[2], 'SegmentedPropertyCategoryCodeSequence')).toBe('SCT 309825002');
    expect(code(all[2], 'SegmentedPropertyTypeCodeSequence')).toBe('DCM 125040');
  });
});

describe('an invalid object is refused with a sentence', () => {
  const withClass = (sopClassUid: string) => instances.map((instance) => ({ ...instance, sopClassUid }));

  it.each<[string, Partial<LabelSegRequest>, RegExp]>([
    ['no class of the source image', { instances: withClass('') }, /ReferencedSOPClassUID .* has no value/],
    ['a UID that is none', { seriesInstanceUid: 'series one' }, /SeriesInstanceUID cannot be "series one"/],
    [
      'a control character in a label',
      { segments: [{ ...liver, label: 'a\u0007b' }, lesion] },
      /SegmentLabel cannot be/,
    ],
    ['a backslash in a description', { seriesDescription: 'a\\b' }, /cannot be "a\\b"/],
    ['an instance number that is none', { instanceNumber: 0.5 }, /InstanceNumber cannot be "0.5"/],
    [
      'a software without a version',
      { software: { name: 'x', version: '' } },
      /SoftwareVersions .* has no value/,
    ],
    [
      'a code without a meaning',
      {
        segments: [
          {
            ...liver,
            category: { value: '1', scheme: 'SCT', meaning: '' },
            type: { value: '1', scheme: 'SCT', meaning: '' },
          },
          lesion,
        ],
      },
      /CodeMeaning .* has no value/,
    ],
  ])('%s', (_, more, message) => {
    expect(() => writeSeg(labelRequest(more))).toThrow(message);
  });
});

describe('what it was made from and with', () => {
  const codeIn = (item: NaturalizedDataset, keyword: string): string => {
    const code = itemOf(item, keyword)!;
    return [textOf(code, 'CodeValue'), textOf(code, 'CodingSchemeDesignator')].join(' ');
  };

  it.each(['LABELMAP', 'BINARY'] as const)('is said in every frame, with the purpose: %s', (kind) => {
    const { dataset } = read(labelRequest({ kind }));
    const groups = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence');
    expect(groups.length).toBeGreaterThan(1);
    for (const group of groups) {
      const derivation = itemOf(group, 'DerivationImageSequence')!;
      expect(codeIn(derivation, 'DerivationCodeSequence')).toBe('113076 DCM');
      const source = itemOf(derivation, 'SourceImageSequence')!;
      expect(codeIn(source, 'PurposeOfReferenceCodeSequence')).toBe('121322 DCM');
      expect(textOf(source, 'ReferencedSOPClassUID')).toBe(instances[0].sopClassUid);
    }
  });

  it('is the scanner, and this software', () => {
    const scanner = instancesWith([['00080070', 'LO', 'Scanner works']]);
    const { dataset } = read(labelRequest({ instances: scanner }));
    const equipment = itemsOf(dataset, 'ContributingEquipmentSequence').map((item) => [
      codeIn(item, 'PurposeOfReferenceCodeSequence'),
      textOf(item, 'Manufacturer'),
      textOf(item, 'SoftwareVersions'),
    ]);
    expect(equipment.map(([purpose, manufacturer]) => [purpose, manufacturer])).toEqual([
      ['109101 DCM', 'Scanner works'],
      ['109102 DCM', 'Few-shot LMS'],
    ]);
    expect(equipment[1][2]).toBe('0.1.0');
    expect([textOf(dataset, 'Manufacturer'), textOf(dataset, 'SoftwareVersions')]).toEqual([
      'Few-shot LMS',
      '0.1.0',
    ]);
  });

  it('the background of a label map has its value, and no other kind has one', () => {
    expect(numberOf(read(labelRequest({ kind: 'LABELMAP' })).dataset, 'PixelPaddingValue')).toBe(0);
    expect(read(labelRequest()).dataset.PixelPaddingValue).toBeUndefined();
  });
});

describe('what comes from the source', () => {
  it('says the part of the body and the side, if they are valid', () => {
    const odd = instancesWith([
      ['00180015', 'CS', 'KNEE'],
      ['00200060', 'CS', 'L'],
    ]);
    const { dataset } = read(labelRequest({ instances: odd }));
    expect([textOf(dataset, 'BodyPartExamined'), textOf(dataset, 'Laterality')]).toEqual(['KNEE', 'L']);
    const wrong = instancesWith([['00200060', 'CS', 'LEFT']]);
    expect(read(labelRequest({ instances: wrong })).dataset.Laterality).toBeUndefined();
  });

  const idFrom = (id: string): string => {
    const { dataset } = read(labelRequest({ instances: instancesWith([['00100020', 'LO', id]]) }));
    expect(dataset).toHaveProperty('PatientID');
    return textOf(dataset, 'PatientID');
  };

  it.each([
    ['65 characters', 'x'.repeat(65)],
    ['a control character', 'PID\u000742'],
  ])('refuses a Patient ID with %s, and says what to do', (_, id) => {
    expect(() => idFrom(id)).toThrow(/^The Patient ID of the images is not valid DICOM.*; correct it/);
  });

  it.each(['', ' '])('keeps a Patient ID empty that is "%s"', (id) => expect(idFrom(id)).toBe(''));

  it('keeps a Patient ID of 64 characters', () => expect(idFrom('x'.repeat(64))).toBe('x'.repeat(64)));

  it.each(['XY\tZ', 'A\u001b-Qb', 'x'.repeat(65)])(
    'leaves the reference of positions empty that is "%s"',
    (text) => {
      const { dataset } = read(labelRequest({ instances: instancesWith([['00201040', 'LO', text]]) }));
      expect(dataset).toHaveProperty('PositionReferenceIndicator');
      expect(textOf(dataset, 'PositionReferenceIndicator')).toBe('');
    },
  );

  it.each<[string, string, string, readonly string[], readonly string[]]>([
    ['all', '10\\3', 'ISO_10918_1\\ISO_14495_1', ['10', '3'], ['ISO_10918_1', 'ISO_14495_1']],
    ['but no method that is no code, nor its ratio', '10\\3', 'JPEG-LS\\ISO_10918_1', ['3'], ['ISO_10918_1']],
    ['that it was, where nothing else can be written', '10', 'JPEG-LS', [], []],
    ['a ratio without a method', '10', '', ['10'], []],
  ])('says of lossy compression %s', (_, ratio, method, ratios, methods) => {
    const lossy = instancesWith([
      ['00282110', 'CS', '01'],
      ['00282112', 'DS', ratio],
      ['00282114', 'CS', method],
    ]);
    const { dataset } = read(labelRequest({ instances: lossy }));
    expect(textOf(dataset, 'LossyImageCompression')).toBe('01');
    expect(valuesOf(dataset, 'LossyImageCompressionRatio').map(String)).toEqual(ratios);
    expect(valuesOf(dataset, 'LossyImageCompressionMethod')).toEqual(methods);
  });

  const nameFrom = (name: string): string | undefined => {
    const named = instancesWith([
      ['00080005', 'CS', 'ISO_IR 192'],
      ['00100010', 'PN', name],
    ]);
    const { dataset } = read(labelRequest({ instances: named }));
    expect(dataset).toHaveProperty('PatientName');
    return personNameOf(dataset, 'PatientName');
  };

  it.each([
    ['three groups of 64 characters', Array(3).fill('é'.repeat(64)).join('=')],
    ['64 characters that are not of the basic plane', '𠮷'.repeat(64)],
    ['an empty group', 'Yamada^Tarou==やまだ^たろう'],
  ])('keeps a name of %s', (_, name) => expect(nameFrom(name)).toBe(name));

  it.each([
    ['a group of 65 characters', `A=${'é'.repeat(65)}`],
    ['an escape sequence', 'A\u001b-Qb'],
    ['a line', 'A\nB'],
    ['a second name', 'A^B\\C^D'],
  ])('leaves the name empty that has %s', (_, name) => expect(nameFrom(name)).toBe(''));

  it('leaves out comments with escape sequences, but not those of several lines', () => {
    const commented = (comments: string) =>
      read(labelRequest({ instances: instancesWith([['00104000', 'LT', comments]]) })).dataset
        .PatientComments;
    expect(commented('one\r\n\ttwo')).toBe('one\r\n\ttwo');
    expect(commented('A\u001b-Qb')).toBeUndefined();
  });

  const methodsFrom = (...items: readonly (readonly [string, string, string][])[]): NaturalizedDataset => {
    const cleaned = instancesWith([
      ['00120062', 'CS', 'YES'],
      ['00120064', 'SQ', items],
    ]);
    return read(labelRequest({ instances: cleaned })).dataset;
  };

  it('has all methods of de-identification, with codes of every kind', () => {
    const long = '1.2.840.10008.65.17.2';
    const dataset = methodsFrom(
      [
        ['00080100', 'SH', '113100'],
        ['00080102', 'SH', 'DCM'],
        ['00080104', 'LO', 'Basic'],
      ],
      [
        ['00080119', 'UC', long],
        ['00080102', 'SH', '99X'],
        ['00080104', 'LO', 'Long'],
      ],
      [
        ['00080120', 'UR', 'urn:x:yz'],
        ['00080104', 'LO', 'Of the web'],
      ],
    );
    expect(itemsOf(dataset, 'DeidentificationMethodCodeSequence')).toMatchObject([
      { CodeValue: '113100', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Basic' },
      { LongCodeValue: long, CodingSchemeDesignator: '99X', CodeMeaning: 'Long' },
      { URNCodeValue: 'urn:x:yz', CodeMeaning: 'Of the web' },
    ]);
    expect(dataset.DeidentificationMethod).toBeUndefined();
  });

  it('leaves out codes that break the rules, and says what stays unknown', () => {
    const dataset = methodsFrom(
      [
        ['00080100', 'SH', '113100'],
        ['00080104', 'LO', 'Without a scheme'],
      ],
      [
        ['00080100', 'SH', '113100'],
        ['00080102', 'SH', 'DCM'],
        ['00080104', 'LO', ''],
      ],
      [
        ['00080102', 'SH', 'DCM'],
        ['00080104', 'LO', 'Without a code'],
      ],
      [
        ['00080100', 'SH', '1\n2'],
        ['00080102', 'SH', 'DCM'],
        ['00080104', 'LO', 'Two lines'],
      ],
    );
    expect(dataset.DeidentificationMethodCodeSequence).toBeUndefined();
    expect(dataset.DeidentificationMethod).toBe('not stated by the source');
  });

  it('names the trial only as a whole', () => {
    const trial = instancesWith([
      ['00120010', 'LO', 'Sponsor'],
      ['00120020', 'LO', 'P-1'],
      ['00120040', 'LO', 'S-1'],
      ['00120050', 'LO', 'TP-1'],
    ]);
    const { dataset } = read(labelRequest({ instances: trial }));
    expect([textOf(dataset, 'ClinicalTrialSubjectID'), textOf(dataset, 'ClinicalTrialTimePointID')]).toEqual([
      'S-1',
      'TP-1',
    ]);
    const half = instancesWith([['00120010', 'LO', 'Sponsor']]);
    expect(read(labelRequest({ instances: half })).dataset.ClinicalTrialSponsorName).toBeUndefined();
  });
});

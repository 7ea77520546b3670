import type { SeriesOptions } from '../../testing';
import { encodeDataset, makeSeries, orientations } from '../../testing';
import { readSeries } from './read-series';

/** Reads a made series and compares geometry, voxels and instances with what was made. */
function expectRoundTrip(options: SeriesOptions): ReturnType<typeof readSeries> {
  const made = makeSeries(options);
  const read = readSeries(made.files);
  expect(Array.from(read.volume.data)).toEqual(Array.from(Float32Array.from(made.voxels)));
  expect(read.instances.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(made.sopInstanceUids);
  const { geometry } = read.volume;
  expect([geometry.columns, geometry.rows, geometry.slices]).toEqual([
    made.geometry.columns,
    made.geometry.rows,
    made.geometry.slices,
  ]);
  geometry.spacing.forEach((value, axis) => expect(value).toBeCloseTo(made.geometry.spacing[axis], 6));
  geometry.origin.forEach((value, axis) => expect(value).toBeCloseTo(made.geometry.origin[axis], 6));
  geometry.direction.forEach((vector, axis) =>
    vector.forEach((value, x) => expect(value).toBeCloseTo(made.geometry.direction[axis][x], 6)),
  );
  geometry.slicePositions.forEach((value, k) =>
    expect(value).toBeCloseTo(made.geometry.slicePositions[k], 5),
  );
  return read;
}

describe('readSeries: geometry', () => {
  for (const [name, orientation] of Object.entries(orientations)) {
    for (const order of ['ascending', 'descending', 'shuffled'] as const) {
      it(`${name}, files ${order}`, () => {
        expect(expectRoundTrip({ orientation, order }).warnings).toEqual([]);
      });
    }
  }

  it('pixels that are not square, and an odd size', () => {
    expectRoundTrip({
      pixelSpacing: [0.5, 1.25],
      columns: 7,
      rows: 11,
      orientation: orientations.doubleOblique,
    });
  });

  it('a stack sheared by a tilted gantry follows the slices and is said', () => {
    const read = expectRoundTrip({ shear: 0.9 });
    expect(read.warnings.join()).toMatch(/sheared by 19\.8°/);
  });

  it('missing slices keep the others in their places and are said', () => {
    const read = expectRoundTrip({ slices: 12, missing: [4, 5, 9] });
    expect(read.warnings.join()).toMatch(/3 slices are missing.*after slice 4.*after slice 7/);
  });

  it('one slice and a thousand', () => {
    expectRoundTrip({ slices: 1, sliceSpacing: 1 });
    expectRoundTrip({ slices: 1000, columns: 3, rows: 2, order: 'shuffled' });
  });
});

describe('readSeries: pixel values', () => {
  const negative = (i: number, j: number, k: number): number => i * 7 - j * 50 + k - 200;
  const cases: Record<string, SeriesOptions> = {
    unsigned: {},
    'unsigned above 32767': { storedAt: (i, j, k) => 65535 - i - j - k },
    signed: { signed: true, storedAt: negative },
    '12 bits stored in 16, signed': { signed: true, bitsStored: 12, storedAt: negative },
    '12 bits with overlays above': { bitsStored: 12, dirtyHighBits: true },
    '12 bits signed with overlays above': {
      signed: true,
      bitsStored: 12,
      dirtyHighBits: true,
      storedAt: negative,
    },
    '8 bits': { bitsAllocated: 8 },
    'CT with slope 1 and intercept -1024': { intercept: -1024 },
    'slope 0.5': { slope: 0.5, intercept: -3 },
    'slope 3': { slope: 3, intercept: 1 },
    'out of range of 16 bits': { slope: 100, intercept: 0 },
    MONOCHROME1: { photometric: 'MONOCHROME1' },
    'implicit VR': { transferSyntax: 'implicit', signed: true, storedAt: negative },
    'big endian': { transferSyntax: 'big-endian' },
    RLE: { transferSyntax: 'rle', signed: true, storedAt: negative },
    'RLE, 8 bits': { transferSyntax: 'rle', bitsAllocated: 8 },
    'enhanced multi-frame': { enhanced: true, order: 'shuffled', intercept: -1000 },
    'enhanced multi-frame, RLE, sagittal': {
      enhanced: true,
      transferSyntax: 'rle',
      orientation: orientations.sagittal,
      order: 'descending',
    },
  };
  for (const [name, options] of Object.entries(cases)) {
    it(name, () => {
      expectRoundTrip(options);
    });
  }

  it('uses half the memory where whole numbers fit', () => {
    expect(readSeries(makeSeries({ intercept: -1024 }).files).volume.data).toBeInstanceOf(Int16Array);
    expect(readSeries(makeSeries({ slope: 0.5 }).files).volume.data).toBeInstanceOf(Float32Array);
  });

  it('frames of an enhanced instance say their number', () => {
    const { instances } = readSeries(makeSeries({ enhanced: true, slices: 3, order: 'descending' }).files);
    expect(instances.map(({ frameNumber }) => frameNumber)).toEqual([3, 2, 1]);
  });
});

describe('readSeries: which files', () => {
  it('takes the chosen one of two series of a study', () => {
    const study = { studyInstanceUid: '2.25.77', frameOfReferenceUid: '2.25.78' };
    const a = makeSeries({ ...study, description: 'arterial', slices: 3 });
    const b = makeSeries({ ...study, description: 'venous', slices: 5 });
    const files = [...a.files, ...b.files];
    expect(() => readSeries(files)).toThrow(/2 series here.*arterial.*venous/);
    expect(readSeries(files, b.seriesInstanceUid!).volume.geometry.slices).toBe(5);
    expect(() => readSeries(files, '2.25.1')).toThrow(/no series 2\.25\.1 here/);
  });

  it('groups images without a SeriesInstanceUID and gives them one that stays', () => {
    const made = makeSeries({ seriesInstanceUid: null });
    const first = readSeries(made.files);
    expect(first.seriesInstanceUid).toMatch(/^2\.25\.\d+$/);
    expect(readSeries(made.files, first.seriesInstanceUid).seriesInstanceUid).toBe(first.seriesInstanceUid);
  });

  it('leaves out what is no image, and says so', () => {
    const made = makeSeries();
    const text = { name: 'notes.txt', bytes: new TextEncoder().encode('x'.repeat(200)) };
    const read = readSeries([text, ...made.files]);
    expect(read.warnings.join()).toMatch(/1 file was left out \(notes\.txt: not a DICOM file\)/);
  });

  it('reads files that are pieces of a larger buffer, as Node gives them', () => {
    const made = makeSeries();
    const pool = Buffer.alloc(
      made.files.reduce((sum, { bytes }) => sum + bytes.length + 37, 0),
      0xab,
    );
    let start = 0;
    const files = made.files.map(({ name, bytes }) => {
      start += 37;
      pool.set(bytes, start);
      const piece = pool.subarray(start, start + bytes.length);
      start += bytes.length;
      return { name, bytes: piece };
    });
    expect(Array.from(readSeries(files).volume.data)).toEqual(Array.from(made.voxels));
  });
});

describe('readSeries: refuses with a sentence', () => {
  const failing =
    (options: SeriesOptions): (() => unknown) =>
    () =>
      readSeries(makeSeries(options).files);

  it('nothing', () => expect(() => readSeries([])).toThrow(/no DICOM images here/));
  it('colour', () =>
    expect(failing({ photometric: 'RGB', elements: [['00280002', 'US', 3]] })).toThrow(/in colour \(RGB\)/));
  it('a compression that it does not know', () => {
    const [file] = makeSeries({ transferSyntax: 'rle', slices: 1 }).files;
    const bytes = file.bytes.slice();
    const uid = new TextEncoder().encode('1.2.840.10008.1.2.5');
    const other = new TextEncoder().encode('1.2.840.10008.9.9.9');
    const at = bytes.findIndex((_, start) => uid.every((byte, index) => bytes[start + index] === byte));
    bytes.set(other, at);
    expect(() => readSeries([{ ...file, bytes }])).toThrow(/1\.2\.840\.10008\.9\.9\.9.*convert/);
  });
  it('frames that do not say where they lie', () =>
    expect(failing({ elements: [['00280008', 'IS', '4']] })).toThrow(
      /4 frames that do not say where they lie/,
    ));
  it('images without a position', () =>
    expect(failing({ elements: [['00200032', 'DS', '']] })).toThrow(/does not say where its image lies/));
  it('a modality LUT that is a table', () =>
    expect(failing({ elements: [['00283000', 'SQ', [[['00283002', 'US', [2, 0, 16]]]]]] })).toThrow(
      /Modality LUT Sequence/,
    ));
  it('two images in one place', () => {
    const made = makeSeries();
    const again = makeSeries({
      seriesInstanceUid: made.seriesInstanceUid,
      studyInstanceUid: made.studyInstanceUid,
    });
    expect(() => readSeries([...made.files, ...again.files])).toThrow(/16 images in only 8 places/);
  });
  it('a localizer in the series', () => {
    const made = makeSeries();
    const scout = makeSeries({
      seriesInstanceUid: made.seriesInstanceUid,
      orientation: orientations.coronal,
      slices: 1,
    });
    expect(() => readSeries([...made.files, ...scout.files])).toThrow(/different orientations/);
  });
  it('a file that ends too early', () => {
    const made = makeSeries();
    const files = made.files.map((file, index) =>
      index === 2 ? { ...file, bytes: file.bytes.slice(0, file.bytes.length - 50) } : file,
    );
    expect(() => readSeries(files)).toThrow(/too short|cut/);
  });
});

it('the fixture encoder writes what the standard says (PS3.5 section 7.1)', () => {
  expect(
    Array.from(encodeDataset([['00100020', 'LO', 'abc']], { implicit: false, littleEndian: true })),
  ).toEqual([0x10, 0, 0x20, 0, 0x4c, 0x4f, 4, 0, 0x61, 0x62, 0x63, 0x20]);
});

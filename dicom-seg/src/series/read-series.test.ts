import type { MadeSeries, SeriesOptions } from '../../testing';
import { encodeDataset, makeSeries, orientations } from '../../testing';
import type { SeriesChoice, SeriesVolume } from './read-series';
import { readSeries } from './read-series';

/** Reads a made series and compares geometry, voxels and instances with what was made. */
async function expectRoundTrip(options: SeriesOptions): Promise<SeriesVolume> {
  const made = makeSeries(options);
  const read = await readSeries(made.files);
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
      it(`${name}, files ${order}`, async () => {
        expect((await expectRoundTrip({ orientation, order })).warnings).toEqual([]);
      });
    }
  }

  it('pixels that are not square, and an odd size', async () => {
    await expectRoundTrip({
      pixelSpacing: [0.5, 1.25],
      columns: 7,
      rows: 11,
      orientation: orientations.doubleOblique,
    });
  });

  it('a stack sheared by a tilted gantry follows the slices and is said', async () => {
    const read = await expectRoundTrip({ shear: 0.9 });
    expect(read.warnings.join()).toMatch(/sheared by 19\.8°/);
  });

  it('missing slices keep the others in their places and are said', async () => {
    const read = await expectRoundTrip({ slices: 12, missing: [4, 5, 9] });
    expect(read.warnings.join()).toMatch(/3 slices are missing.*after slice 4, 7/);
  });

  it('one slice and a thousand', async () => {
    await expectRoundTrip({ slices: 1, sliceSpacing: 1 });
    await expectRoundTrip({ slices: 1000, columns: 3, rows: 2, order: 'shuffled' });
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
    it(name, async () => {
      await expectRoundTrip(options);
    });
  }

  it('uses half the memory where whole numbers fit', async () => {
    const dataOf = async (options: SeriesOptions): Promise<unknown> =>
      (await readSeries(makeSeries(options).files)).volume.data;
    expect(await dataOf({ intercept: -1024 })).toBeInstanceOf(Int16Array);
    expect(await dataOf({ slope: 0.5 })).toBeInstanceOf(Float32Array);
  });

  it('frames of an enhanced instance say their number', async () => {
    const { instances } = await readSeries(
      makeSeries({ enhanced: true, slices: 3, order: 'descending' }).files,
    );
    expect(instances.map(({ frameNumber }) => frameNumber)).toEqual([3, 2, 1]);
  });
});

describe('readSeries: which files', () => {
  it('takes the chosen one of two series of a study', async () => {
    const study = { studyInstanceUid: '2.25.77', frameOfReferenceUid: '2.25.78' };
    const a = makeSeries({ ...study, description: 'arterial', slices: 3 });
    const b = makeSeries({ ...study, description: 'venous', slices: 5 });
    const files = [...a.files, ...b.files];
    await expect(readSeries(files)).rejects.toThrow(/2 series here.*arterial.*venous/);
    const chosen = await readSeries(files, { seriesInstanceUid: b.seriesInstanceUid! });
    expect(chosen.volume.geometry.slices).toBe(5);
    await expect(readSeries(files, { seriesInstanceUid: '2.25.1' })).rejects.toThrow(
      /no series 2\.25\.1 here/,
    );
  });

  it('groups images without a SeriesInstanceUID and gives them one that stays', async () => {
    const made = makeSeries({ seriesInstanceUid: null });
    const first = await readSeries(made.files);
    expect(first.seriesInstanceUid).toMatch(/^2\.25\.\d+$/);
    const again = await readSeries(made.files, { seriesInstanceUid: first.seriesInstanceUid });
    expect(again.seriesInstanceUid).toBe(first.seriesInstanceUid);
  });

  it('leaves out what is no image, and says so', async () => {
    const made = makeSeries();
    const text = { name: 'notes.txt', bytes: new TextEncoder().encode('x'.repeat(200)) };
    const read = await readSeries([text, ...made.files]);
    expect(read.warnings.join()).toMatch(/1 file was left out \(notes\.txt: not a DICOM file\)/);
  });

  it('reads files that are pieces of a larger buffer, as Node gives them', async () => {
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
    expect(Array.from((await readSeries(files)).volume.data)).toEqual(Array.from(made.voxels));
  });
});

describe('readSeries: refuses with a sentence', () => {
  const failing = (options: SeriesOptions): Promise<unknown> => readSeries(makeSeries(options).files);

  it('nothing', () => expect(readSeries([])).rejects.toThrow(/no DICOM images here/));
  it('colour', () =>
    expect(failing({ photometric: 'RGB', elements: [['00280002', 'US', 3]] })).rejects.toThrow(
      /in colour \(RGB\)/,
    ));
  it('a compression that it does not know', () => {
    const [file] = makeSeries({ transferSyntax: 'rle', slices: 1 }).files;
    const bytes = file.bytes.slice();
    const uid = new TextEncoder().encode('1.2.840.10008.1.2.5');
    const other = new TextEncoder().encode('1.2.840.10008.9.9.9');
    const at = bytes.findIndex((_, start) => uid.every((byte, index) => bytes[start + index] === byte));
    bytes.set(other, at);
    return expect(readSeries([{ ...file, bytes }])).rejects.toThrow(/1\.2\.840\.10008\.9\.9\.9.*convert/);
  });
  it('frames that do not say where they lie', () =>
    expect(failing({ elements: [['00280008', 'IS', '4']] })).rejects.toThrow(
      /4 frames that do not say where they lie/,
    ));
  it('images without a position', () =>
    expect(failing({ elements: [['00200032', 'DS', '']] })).rejects.toThrow(/do not say where they lie/));
  it('a modality LUT that is a table', () =>
    expect(failing({ elements: [['00283000', 'SQ', [[['00283002', 'US', [2, 0, 16]]]]]] })).rejects.toThrow(
      /Modality LUT Sequence/,
    ));
  it('a file that ends too early', () => {
    const made = makeSeries();
    const files = made.files.map((file, index) =>
      index === 2 ? { ...file, bytes: file.bytes.slice(0, file.bytes.length - 50) } : file,
    );
    return expect(readSeries(files)).rejects.toThrow(/too short|cut/);
  });
});

describe('readSeries: oddities of series in use', () => {
  /** Reads and says which repeat of the fixture was read. */
  const repeatRead = async (made: MadeSeries, choice: SeriesChoice): Promise<number> => {
    const { volume, instances } = await readSeries(made.files, choice);
    const repeat = volume.data[0] - made.voxels[0];
    expect(Array.from(volume.data)).toEqual(Array.from(made.voxels, (value) => value + repeat));
    expect(instances).toHaveLength(made.geometry.slices);
    return repeat;
  };

  it('leaves out the same image a second time, and says so', async () => {
    const made = makeSeries();
    const copy = { ...made.files[3], name: 'copy.dcm' };
    const read = await readSeries([...made.files, copy]);
    expect(Array.from(read.volume.data)).toEqual(Array.from(made.voxels));
    expect(read.warnings).toEqual(['1 file was left out (copy.dcm: the same image as image-0004.dcm).']);
  });

  it('leaves out an image without a position among others', async () => {
    const made = makeSeries();
    const report = makeSeries({
      slices: 1,
      seriesInstanceUid: made.seriesInstanceUid,
      elements: [['00200032', 'DS', '']],
    });
    const read = await readSeries([...report.files, ...made.files]);
    expect(Array.from(read.volume.data)).toEqual(Array.from(made.voxels));
    expect(read.warnings.join()).toMatch(/1 file was left out .*does not say where/);
  });

  it('takes slices with a slope each, as in PET', async () => {
    const series = { modality: 'PT', seriesInstanceUid: '2.25.4711', rows: 3, columns: 4, slices: 1 };
    const files = [0.25, 2, 1].flatMap(
      (slope, k) => makeSeries({ ...series, slope, origin: [0, 0, k], storedAt: () => 8 }).files,
    );
    const { volume } = await readSeries(files);
    expect(Array.from(volume.data)).toEqual(
      [2, 16, 8].flatMap((value) => Array.from({ length: 12 }, () => value)),
    );
  });

  const differing: [string, SeriesOptions][] = [
    ['acquisition 7', { imageElements: (_, repeat) => [['00200012', 'IS', String(5 + repeat)]] }],
    ['echo time 30', { imageElements: (_, repeat) => [['00180081', 'DS', String(10 + 10 * repeat)]] }],
    ['b-value 800', { imageElements: (_, repeat) => [['00189087', 'FD', 400 * repeat]] }],
    [
      // A counter that differs from image to image comes first, and is not taken for an acquisition.
      'image type DERIVED2',
      {
        imageElements: (k, repeat) => [
          ['00200012', 'IS', String(1 + k + 8 * repeat)],
          ['00080008', 'CS', `DERIVED${repeat}`],
        ],
      },
    ],
    ['image 3 of 3 in each place', {}],
    [
      'temporal position 3',
      {
        enhanced: true,
        imageElements: (_, repeat) => [['00209111', 'SQ', [[['00209128', 'UL', repeat + 1]]]]],
      },
    ],
    [
      'echo time 30',
      {
        enhanced: true,
        modality: 'MR',
        imageElements: (_, repeat) => [['00189114', 'SQ', [[['00189082', 'FD', 10 + 10 * repeat]]]]],
      },
    ],
  ];
  it.each(differing)('tells the stacks of a series apart: %s', async (name, options) => {
    const made = makeSeries({
      repeats: 3,
      // Nothing but the order of the images tells them apart where there is no attribute.
      order: options.imageElements ? 'shuffled' : 'ascending',
      ...options,
    });
    const failure = await readSeries(made.files).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/^The series holds 3 stacks of images; choose one by its number: 1 = /);
    const number = Number(new RegExp(`(\\d) = ${name}, 8 images`).exec(failure)?.[1]);
    expect(await repeatRead(made, { stack: number })).toBe(2);
  });

  it('takes two attributes together where one does not do', async () => {
    const made = makeSeries({
      repeats: 4,
      imageElements: (_, repeat) => [
        ['00180086', 'IS', String(1 + (repeat >> 1))],
        ['00080008', 'CS', repeat % 2 ? 'ORIGINAL\\PRIMARY\\P' : 'ORIGINAL\\PRIMARY\\M'],
      ],
    });
    await expect(readSeries(made.files)).rejects.toThrow(
      /4 stacks.* = echo 2, image type ORIGINAL\\PRIMARY\\P, 8 images/,
    );
    const repeats = [1, 2, 3, 4].map((stack) => repeatRead(made, { stack }));
    expect((await Promise.all(repeats)).sort()).toEqual([0, 1, 2, 3]);
  });

  it('takes acquisitions that cover different slices', async () => {
    const series = { seriesInstanceUid: '2.25.815', frameOfReferenceUid: '2.25.816' };
    const first = makeSeries({ ...series, imageElements: () => [['00200012', 'IS', '1']] });
    const second = makeSeries({
      ...series,
      missing: [0, 1, 2],
      slices: 10,
      imageElements: () => [['00200012', 'IS', '2']],
    });
    const files = [...first.files, ...second.files];
    const read = await readSeries(files, { stack: 2 });
    expect(Array.from(read.volume.data)).toEqual(Array.from(second.voxels));
    expect(read.warnings).toEqual([
      'Of the 2 stacks in the series, number 2 was read (acquisition 2, 7 images).',
    ]);
    await expect(readSeries(files, { stack: 3 })).rejects.toThrow(/no stack 3; there is: 1 = acquisition 1/);
  });

  it('sets a localizer apart from the stack', async () => {
    const made = makeSeries();
    const scout = makeSeries({
      seriesInstanceUid: made.seriesInstanceUid,
      orientation: orientations.coronal,
      slices: 1,
    });
    const files = [...scout.files, ...made.files];
    await expect(readSeries(files)).rejects.toThrow(
      /2 stacks.*1 = coronal 12×10, 1 image; 2 = axial 12×10, 8 images/,
    );
    expect(Array.from((await readSeries(files, { stack: 2 })).volume.data)).toEqual(Array.from(made.voxels));
  });

  it('keeps two acquisitions together that share one slice at their seam', async () => {
    const made = makeSeries({ imageElements: (k) => [['00200012', 'IS', k < 4 ? '1' : '2']] });
    const seam = makeSeries({
      seriesInstanceUid: made.seriesInstanceUid,
      missing: [0, 1, 2, 4, 5, 6, 7],
      elements: [['00200013', 'IS', '100']],
      imageElements: () => [['00200012', 'IS', '2']],
    });
    const { volume } = await readSeries([...made.files, ...seam.files], { stack: 1 });
    expect(Array.from(volume.data)).toEqual(Array.from(made.voxels));
  });

  it('tells two acquisitions apart that lie a little beside each other', async () => {
    const first = makeSeries({ elements: [['00200012', 'IS', '1']] });
    const { seriesInstanceUid, geometry } = first;
    const [x, y, z] = geometry.origin;
    const elements: SeriesOptions['elements'] = [['00200012', 'IS', '2']];
    const second = makeSeries({ seriesInstanceUid, elements, origin: [x, y, z + 0.03] });
    const files = [...first.files, ...second.files];
    await expect(readSeries(files)).rejects.toThrow(
      /1 = acquisition 1, 8 images; 2 = acquisition 2, 8 images/,
    );
    expect((await readSeries(files, { stack: 2 })).volume.geometry.origin[2]).toBeCloseTo(z + 0.03);
  });

  it('reads a series in which some slices are there twice: the first images of all places', async () => {
    const made = makeSeries();
    const again = makeSeries({
      seriesInstanceUid: made.seriesInstanceUid,
      slices: 3,
      elements: [['00200013', 'IS', '100']],
    });
    const files = [...again.files, ...made.files];
    await expect(readSeries(files)).rejects.toThrow(
      /2 stacks.*1 = first image in each place, 8 images; 2 = image 2 where a place has several, 3 images/,
    );
    const { volume, instances } = await readSeries(files, { stack: 1 });
    expect(Array.from(volume.data)).toEqual(Array.from(made.voxels));
    expect(instances.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(made.sopInstanceUids);
  });
});

it('the fixture encoder writes what the standard says (PS3.5 section 7.1)', () => {
  expect(
    Array.from(encodeDataset([['00100020', 'LO', 'abc']], { implicit: false, littleEndian: true })),
  ).toEqual([0x10, 0, 0x20, 0, 0x4c, 0x4f, 4, 0, 0x61, 0x62, 0x63, 0x20]);
});

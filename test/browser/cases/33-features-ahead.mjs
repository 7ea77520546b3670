import { seriousFaults } from '../axe.mjs';
import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { drawEllipse } from '../draw.mjs';
import {
  choosePaperModel,
  featureCounts,
  featureLine,
  featuresReach,
  PAPER_MODEL,
  setDefaults,
  SLICE_MB,
} from '../features.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';

export const title =
  'features are made ahead from the slice in view outward, within their memory; a run comes first; kept on disk if wished';

/** As few as show the rules: the encoder takes seconds for each. */
const SLICES = 7;
const STUDY = '2.25.70081330';
const OBJECT = { centre: [50, 46], radii: [22, 16] };
const OTHER = { centre: [34, 70], radii: [8, 8] };

export async function test(viewer, { note, url }) {
  const series = await shortSeries();
  await stow(url, series.files);
  await open(viewer, series);
  await viewer.createSegment();
  await boundHolds(viewer);
  await runIsFaster(viewer, series, note);
  await keptOnRequest(viewer);
  await keptAsTheyAreMade(viewer, series, note);
}

/** Three slices fit; which ones they are shows in what runs have to encode. */
async function boundHolds(viewer) {
  const { page } = viewer;
  await setDefaults(page, { featureMemoryMb: 3 * SLICE_MB });
  await viewer.run('fewShotLmsGoToSlice', { slice: 1 });
  await viewer.addSegments('Other');
  await viewer.modelReady();
  await page.locator('[data-cy=fslms-ahead][data-phase=ready]').waitFor({ timeout: 20_000 });
  equal(
    await viewer.part('features').count(),
    0,
    'lines about features with a model that encodes no whole slices',
  );
  await choosePaperModel(viewer);
  const full = `Features ready: 3 of ${SLICES}, 6 MB; they may take no more memory`;
  await featuresReach(viewer, 'full');
  equal(await seriousFaults(viewer.page), [], 'faults that axe finds with a line about features');
  equal(await featureCounts(viewer), { encoded: 3, fromDisk: 0 }, 'slices encoded within the bound');
  equal(await featureLine(viewer), full, 'the line');
  await viewer.screenshot('33-features');

  // The one in view and one on each side.
  await drawEllipse(page, 1, OBJECT);
  await viewer.part('support').waitFor();
  await runOver(viewer, 0, 2);
  equal(
    await featureCounts(viewer),
    { encoded: 3, fromDisk: 0 },
    'slices encoded after a run of those in memory',
  );

  // Another label needs nothing more.
  await viewer.run('fewShotLmsSetTakesPart', { segmentIndex: 1, takesPart: false });
  await viewer.run('fewShotLmsActivateSegment', { segmentIndex: 2 });
  await drawEllipse(page, 2, OTHER, 2);
  await viewer.settle();
  await runOver(viewer, 1, 2);
  equal(
    await featureCounts(viewer),
    { encoded: 3, fromDisk: 0 },
    'slices encoded after a run of another label',
  );

  // Elsewhere other slices take their place; the support of the latest run stays.
  await viewer.run('fewShotLmsGoToSlice', { slice: 5 });
  check(
    await eventually(async () => (await featureCounts(viewer)).encoded === 5, 240_000),
    `the new one and the one above it are encoded: ${JSON.stringify(await featureCounts(viewer))}`,
  );
  await featuresReach(viewer, 'full');
  equal(await featureLine(viewer), full, 'the line after it');
  equal(await storedNames(page), [], 'files on disk of features that nobody wanted kept');
}

/** After leaving the mode: a whole run that has to encode every slice, and one that finds all features. */
async function runIsFaster(viewer, series, note) {
  const { page } = viewer;
  await leave(viewer);
  await setDefaults(page, { encodeAhead: false });
  await enter(viewer, series);
  await page.locator('[data-cy=fslms-ahead][data-phase=ready]').waitFor({ timeout: 30_000 });
  await viewer.run('fewShotLmsActivateSegment', { segmentIndex: 1 });
  await viewer.run('fewShotLmsSetTakesPart', { segmentIndex: 1, takesPart: true });
  await viewer.run('fewShotLmsSetTakesPart', { segmentIndex: 2, takesPart: false });
  await viewer.run('fewShotLmsSetRange', { range: null });
  await page.waitForTimeout(2000);
  equal(await viewer.part('features').count(), 0, 'lines about features where they are switched off');
  const without = await timedRun(viewer);
  await setDefaults(page, { encodeAhead: true });
  await viewer.run('fewShotLmsGoToSlice', { slice: 3 });
  await featuresReach(viewer, 'complete');
  equal(
    await featureLine(viewer),
    `Features ready: ${SLICES} of ${SLICES}, 14 MB`,
    'the line with all of them',
  );
  await viewer.run('fewShotLmsClear', { what: 'all' });
  await viewer.settle();
  const withAll = await timedRun(viewer);
  equal(
    await featureCounts(viewer),
    { encoded: SLICES, fromDisk: 0 },
    'slices encoded by both runs: those of before were dropped with the mode, and none is made twice',
  );
  const words = ({ first, all }) => `first slice ${first} s, all ${all} s`;
  note(`run of ${SLICES - 1} slices without features: ${words(without)}; with all: ${words(withAll)}`);
  check(withAll.all < without.all, 'a run is faster with features than without');
}

/** What is in memory goes to the disk when it is asked for, as far as there is room, and from the disk as well. */
async function keptOnRequest(viewer) {
  const { page } = viewer;
  check(!(await viewer.part('keep-features').isChecked()), 'keeping is off unless somebody wants it');
  equal(await viewer.part('delete-features').count(), 0, 'buttons to delete what was never stored');
  // A little more than three slices: each file says what it holds.
  await setDefaults(page, { featureDiskMb: 3 * SLICE_MB + 1 });
  await viewer.part('keep-features').check();
  check(
    await eventually(async () => (await storedNames(page)).length === 3, 20_000),
    `as many files as may be kept: ${await storedNames(page)}`,
  );
  await page.waitForTimeout(1000);
  equal((await storedNames(page)).length, 3, 'files on disk after another second');
  await purge(viewer);
}

/** A run in the middle of the making, then the same series again with what was stored of it. */
async function keptAsTheyAreMade(viewer, series, note) {
  const { page } = viewer;
  await leave(viewer);
  await setDefaults(page, {});
  await enter(viewer, series);
  check(await viewer.part('keep-features').isChecked(), 'keeping stays on');
  check(
    await eventually(async () => (await featureCounts(viewer)).encoded >= 2, 240_000),
    'two slices are made',
  );
  check((await featureCounts(viewer)).encoded < SLICES - 3, 'the making goes on');
  const { first, all } = await timedRun(viewer);
  note(`the same run in the middle of the making: first slice ${first} s, all ${all} s`);
  await featuresReach(viewer, 'complete');
  equal(
    await featureCounts(viewer),
    { encoded: SLICES, fromDisk: 0 },
    'slices encoded before the run and by it',
  );
  equal(await viewer.part('stored-size').innerText(), 'Stored features: 14 MB', 'the size on disk');
  await viewer.part('stored-size').scrollIntoViewIfNeeded();
  await viewer.screenshot('33-stored');
  const names = await storedNames(page);
  equal(names.length, SLICES, 'files on disk');
  check(
    names.every((name) => /^few-shot-lms-features\/[0-9a-f]{64}\/\d+$/.test(name)),
    `names say nothing: ${names[0]}`,
  );

  // The page is loaded again, as on the next day; one file has been damaged meanwhile.
  await damage(page, names[5]);
  await open(viewer, series);
  await viewer.createSegment();
  await viewer.modelReady();
  equal(await viewer.part('model-choice').inputValue(), PAPER_MODEL, 'the model, as it was chosen before');
  await featuresReach(viewer, 'complete');
  equal(
    await featureCounts(viewer),
    { encoded: 1, fromDisk: SLICES - 1 },
    'slices made and from disk after a reload',
  );
  note(`after a reload: ${await featureLine(viewer)}`);
  check(/1 damaged deleted/.test(await diagnostics(page)), 'the diagnostics say it');
  await purge(viewer);
}

/** The button deletes all of it. */
async function purge(viewer) {
  await viewer.part('delete-features').click();
  check(
    await eventually(async () => (await viewer.part('stored-size').innerText()) === 'Stored features: 0 MB'),
    'nothing is stored after the press of the button',
  );
  equal(await storedNames(viewer.page), [], 'files on disk after it');
}

async function shortSeries() {
  const { makeSeries } = await fixtureBuilder();
  return makeSeries({
    studyInstanceUid: STUDY,
    modality: 'MR',
    description: 'short MR',
    columns: 96,
    rows: 96,
    slices: SLICES,
    storedAt: (i, j, k) => {
      const inside = ({ centre: [x, y], radii: [a, b] }) => ((i - x) / a) ** 2 + ((j - y) / b) ** 2 <= 1;
      const texture = 20 * (Math.sin(0.31 * i + 0.2 * k) + Math.sin(0.23 * j - 0.13 * i));
      if (Math.hypot(i - 48, j - 48) > 44) return 10;
      return Math.round((inside(OBJECT) ? 520 : inside(OTHER) ? 400 : 260) + texture);
    },
  });
}

async function open(viewer, series) {
  await viewer.page.goto(`${viewer.url}/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 90_000 });
  await viewer.imagesOf(series.seriesInstanceUid, SLICES);
}

async function leave(viewer) {
  await viewer.moveTo('/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  check(
    await eventually(() => viewer.workers().length === 0),
    'the worker ends with the mode, and its memory with it',
  );
}

/** Enters the mode again; what was drawn and the choice of the model are as they were. */
async function enter(viewer, series) {
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 60_000 });
  await viewer.imagesOf(series.seriesInstanceUid, SLICES);
  await viewer.part('backend').getByText(`(${PAPER_MODEL} `).waitFor({ timeout: 120_000 });
}

/** Runs the slices from one to another, and waits until the features have been looked at again. */
async function runOver(viewer, low, high) {
  const numbers = await Promise.all([low, high].map((slice) => viewer.shownNumber(slice)));
  const [from, to] = numbers.sort((a, b) => a - b);
  await viewer.run('fewShotLmsSetRange', { range: { from, to } });
  await viewer.settle();
  await viewer.propagateToEnd();
}

/** Seconds from the press of Propagate to the first slice and to the last, as a person would see them. */
async function timedRun(viewer) {
  const { page } = viewer;
  const heard = page.evaluate(
    () =>
      new Promise((resolve) => {
        const service = window.services.fewShotLmsService;
        const { SLICE_DONE, RUN_ENDED } = service.EVENTS;
        const begin = performance.now();
        const since = () => Number(((performance.now() - begin) / 1000).toFixed(2));
        let first = null;
        const slices = service.subscribe(SLICE_DONE, () => (first ??= since()));
        const end = service.subscribe(RUN_ENDED, ({ phase }) => {
          slices.unsubscribe();
          end.unsubscribe();
          resolve({ phase, first, all: since() });
        });
        void service.propagate();
      }),
  );
  const { phase, first, all } = await heard;
  equal(phase, 'done', 'how the run ended');
  await viewer.settle();
  return { first, all };
}

/** Paths of all files in the browser's private file system. */
function storedNames(page) {
  return page.evaluate(async () => {
    const list = async (folder, path) => {
      const found = [];
      for await (const [name, entry] of folder.entries()) {
        if (entry.kind === 'directory') found.push(...(await list(entry, `${path}${name}/`)));
        else found.push(`${path}${name}`);
      }
      return found;
    };
    return (await list(await navigator.storage.getDirectory(), '')).sort();
  });
}

/** Changes one byte in the middle of a stored file. */
function damage(page, path) {
  return page.evaluate(async (names) => {
    let folder = await navigator.storage.getDirectory();
    for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name);
    const file = await folder.getFileHandle(names.at(-1));
    const writable = await file.createWritable({ keepExistingData: true });
    await writable.write({ type: 'write', position: 1_000_000, data: new Uint8Array([1, 2, 3, 4]) });
    await writable.close();
  }, path.split('/'));
}

function diagnostics(page) {
  return page.evaluate(async () => (await window.services.fewShotLmsService.copyDiagnostics()).text);
}

import { check, equal, eventually } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { SAMPLE_SLICES, SAMPLE_STUDY } from '../viewer.mjs';

export const title =
  'features are made ahead from the slice in view outward, within their memory; a run comes first; kept on disk if wished';

const MODEL = 'lms-paper';
/** A slice's features: 512 channels on 32 × 32 cells. */
const SLICE_MB = 2;
const HEAD = { centre: [128, 128], radii: [60, 60] };

export async function test(viewer, { note }) {
  await boundHolds(viewer);
  await droppedWithTheMode(viewer);
  await runIsFaster(viewer, note);
  await keptOnDisk(viewer, note);
}

/** Six slices fit; which ones they are shows in what runs have to encode. */
async function boundHolds(viewer) {
  const { page } = viewer;
  await viewer.openStudy();
  await setDefaults(page, { featureMemoryMb: 6 * SLICE_MB });
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await addSegment(page);
  await page.locator('[data-cy=fslms-backend][data-phase=ready]').waitFor({ timeout: 60_000 });
  await page.locator('[data-cy=fslms-ahead][data-phase=ready]').waitFor({ timeout: 20_000 });
  equal(
    await viewer.part('features').count(),
    0,
    'lines about features with a model that encodes no whole slices',
  );
  await chooseModel(viewer);
  await features(viewer, 'full');
  equal(await counts(viewer), { encoded: 6, fromDisk: 0 }, 'slices encoded within the bound');
  equal(await line(viewer), 'Features ready: 6 of 20, 12 MB; they may take no more memory', 'the line');
  await viewer.screenshot('33-features');

  // The three of the view and two on each side, which reach one further than the range that is run.
  const viewed = await currentSlice(page);
  await drawEllipse(page, viewed, HEAD);
  await viewer.part('support').waitFor();
  await runAround(viewer, viewed, 2);
  equal(
    await counts(viewer),
    { encoded: 6, fromDisk: 0 },
    'slices encoded after a run among those in memory',
  );

  // Another label needs nothing more.
  await viewer.run('fewShotLmsSetTakesPart', { segmentIndex: 1, takesPart: false });
  await viewer.run('fewShotLmsActivateSegment', { segmentIndex: 2 });
  await drawEllipse(page, viewed + 1, { centre: [100, 128], radii: [20, 20] }, 2);
  await viewer.settle();
  await runAround(viewer, viewed + 1, 1);
  equal(await counts(viewer), { encoded: 6, fromDisk: 0 }, 'slices encoded after a run of another label');

  // Elsewhere other slices take their place; the supports of the latest run stay.
  await viewer.run('fewShotLmsGoToSlice', { slice: viewed + 7 });
  check(
    await eventually(async () => (await counts(viewer)).encoded === 11, 240_000),
    `five slices around the new one are encoded: ${JSON.stringify(await counts(viewer))}`,
  );
  await features(viewer, 'full');
  equal(
    await line(viewer),
    'Features ready: 6 of 20, 12 MB; they may take no more memory',
    'the line after it',
  );
}

async function droppedWithTheMode(viewer) {
  const { page } = viewer;
  await goTo(page, '/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  check(await eventually(() => workers(page) === 0), 'the worker ends with the mode, and its memory with it');
  await goTo(page, `/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
  await viewer.panel.waitFor({ timeout: 60_000 });
  await features(viewer, 'full');
  equal(await counts(viewer), { encoded: 6, fromDisk: 0 }, 'slices encoded anew after coming back');
}

/** Times of a whole run that has to encode every slice, and of one that finds all features. */
async function runIsFaster(viewer, note) {
  const { page } = viewer;
  await openWithModel(viewer, { encodeAhead: false });
  await page.locator('[data-cy=fslms-ahead][data-phase=ready]').waitFor({ timeout: 20_000 });
  await drawEllipse(page, await currentSlice(page), HEAD);
  await viewer.part('support').waitFor();
  await page.waitForTimeout(2000);
  equal(await viewer.part('features').count(), 0, 'lines about features where they are switched off');
  const without = await timedRun(viewer);
  await setDefaults(page, { encodeAhead: true });
  await viewer.scrollTo(8);
  await features(viewer, 'complete');
  equal(await line(viewer), 'Features ready: 20 of 20, 40 MB', 'the line with all of them');
  await viewer.run('fewShotLmsClear', { what: 'all' });
  await viewer.settle();
  const withAll = await timedRun(viewer);
  equal(await counts(viewer), { encoded: SAMPLE_SLICES, fromDisk: 0 }, 'slices encoded by both runs');
  note(`run of 19 slices without features: first slice ${without.first} s, all ${without.all} s`);
  note(`the same with all features ready: first slice ${withAll.first} s, all ${withAll.all} s`);
  check(withAll.all < without.all, 'a run is faster with features than without');
}

/** A run in the middle of the making, then the same series again and again with what was stored of it. */
async function keptOnDisk(viewer, note) {
  const { page } = viewer;
  await openWithModel(viewer);
  equal(await viewer.part('delete-features').count(), 0, 'buttons to delete what was never stored');
  check(!(await viewer.part('keep-features').isChecked()), 'keeping is off unless somebody wants it');
  await viewer.part('keep-features').check();
  await drawEllipse(page, await currentSlice(page), HEAD);
  await viewer.part('support').waitFor();
  check(await eventually(async () => (await counts(viewer)).encoded >= 3, 240_000), 'three slices are made');
  check((await counts(viewer)).encoded < SAMPLE_SLICES - 5, 'the making goes on');
  const { first, all } = await timedRun(viewer);
  note(`the same run in the middle of the making: first slice ${first} s, all ${all} s`);
  await features(viewer, 'complete');
  equal(
    await counts(viewer),
    { encoded: SAMPLE_SLICES, fromDisk: 0 },
    'slices encoded before the run and by it',
  );
  equal(await viewer.part('stored-size').innerText(), 'Stored features: 40 MB', 'the size on disk');
  await viewer.part('stored-size').scrollIntoViewIfNeeded();
  await viewer.screenshot('33-stored');
  const names = await storedNames(page);
  equal(names.length, SAMPLE_SLICES, 'files on disk');
  check(
    names.every((name) => /^few-shot-lms-features\/[0-9a-f]{64}\/\d+$/.test(name)),
    `names say nothing: ${names[0]}`,
  );

  // The page is loaded again, as on the next day.
  await openWithModel(viewer);
  await features(viewer, 'complete');
  equal(await counts(viewer), { encoded: 0, fromDisk: SAMPLE_SLICES }, 'slices from disk after a reload');
  note(`after a reload: ${await line(viewer)}`);

  await damage(page, names[7]);
  await openWithModel(viewer);
  await features(viewer, 'complete');
  equal(await counts(viewer), { encoded: 1, fromDisk: SAMPLE_SLICES - 1 }, 'slices after a file was damaged');
  check(/1 damaged deleted/.test(await diagnostics(page)), 'the diagnostics say it');

  await viewer.part('delete-features').click();
  check(
    await eventually(async () => (await viewer.part('stored-size').innerText()) === 'Stored features: 0 MB'),
    'nothing is stored after the press of the button',
  );
  equal(await storedNames(page), [], 'files on disk after it');
}

async function openWithModel(viewer, defaults = {}) {
  await viewer.openStudy();
  await setDefaults(viewer.page, defaults);
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await chooseModel(viewer);
}

async function chooseModel(viewer) {
  const { page } = viewer;
  await page.locator('[data-cy=fslms-backend][data-phase=ready]').waitFor({ timeout: 60_000 });
  await viewer.part('model-menu').locator('summary').click();
  await viewer.part('model-choice').selectOption(MODEL);
  await viewer.part('backend').getByText(`(${MODEL} `).waitFor({ timeout: 120_000 });
  await page.locator('[data-cy=fslms-backend][data-phase=ready]').waitFor({ timeout: 120_000 });
}

/** Waits until the making of features has come to a phase. */
function features(viewer, phase) {
  return viewer.page.locator(`[data-cy=fslms-features][data-phase=${phase}]`).waitFor({ timeout: 240_000 });
}

async function counts(viewer) {
  const part = viewer.part('features');
  if ((await part.count()) === 0) return { encoded: 0, fromDisk: 0 };
  const [encoded, fromDisk] = await Promise.all(
    ['data-encoded', 'data-from-disk'].map((name) => part.getAttribute(name)),
  );
  return { encoded: Number(encoded), fromDisk: Number(fromDisk) };
}

function line(viewer) {
  return viewer.part('features').innerText();
}

/** Runs the slices up to a distance from a slice, and waits until the features have been looked at again. */
async function runAround(viewer, slice, distance) {
  const { page } = viewer;
  const [from, to] = await page.evaluate(
    ([k, d]) => {
      const { context } = window.services.fewShotLmsService.getSnapshot();
      const { slices, descending } = context.series;
      const number = (z) => (descending ? slices - z : z + 1);
      return [number(k - d), number(k + d)].sort((a, b) => a - b);
    },
    [slice, distance],
  );
  await viewer.run('fewShotLmsSetRange', { range: { from, to } });
  await viewer.settle();
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how a run ended');
  await viewer.settle();
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

function currentSlice(page) {
  return page.evaluate(() => window.services.fewShotLmsService.getSnapshot().currentSlice);
}

/** Sets what a deployment sets. */
function setDefaults(page, defaults) {
  return page.evaluate((chosen) => {
    const { customizationService } = window.services;
    customizationService.setCustomizations(
      { 'fewShotLms.defaults': { $set: chosen } },
      customizationService.Scope?.Global,
    );
  }, defaults);
}

async function addSegment(page) {
  await page.evaluate(() => {
    const { segmentationService, viewportGridService } = window.services;
    const viewportId = viewportGridService.getActiveViewportId();
    const { segmentationId } = segmentationService.getActiveSegmentation(viewportId);
    segmentationService.addSegment(segmentationId, { label: 'Other' });
    segmentationService.setActiveSegment(segmentationId, 1);
  });
  await page.waitForTimeout(600);
}

async function goTo(page, path) {
  await page.evaluate((to) => {
    window.history.pushState({}, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

function workers(page) {
  return page.workers().filter((worker) => worker.url().includes('propagation.worker')).length;
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

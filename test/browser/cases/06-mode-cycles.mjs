import { check, equal, eventually } from '../check.mjs';
import { HEAD_DRAWN_ON } from '../real-series.mjs';
import { SAMPLE_STUDY } from '../viewer.mjs';

export const title =
  'leaving and entering the mode, with runs and explanations in it, keeps what was drawn and which segmentation is active, and leaves no worker, no subscription and no memory behind';

const CYCLES = 10;
/** The first cycles fill caches and have code compiled. */
const WARM_UP = 2;
/** What the run of each cycle fills again: a slice on each side of the drawn one. */
const RANGE = [HEAD_DRAWN_ON - 1, HEAD_DRAWN_ON + 1];
/**
 * Megabytes that a cycle may leave behind. OHIF 3.13's own segmentation mode with a labelmap leaves 0.33 MB of buffers (an
 * image as stored and as drawn, a slice of the mask) and 0.5 to 0.9 MB of objects: Cornerstone3D's prefetching never
 * lets go of a viewport. Of the sample series one labelmap is 1.3 MB, the volume 2.6 MB.
 */
const LIMIT = { buffers: 0.6, objects: 1.3 };

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.modelReady();
  equal(viewer.workers().length, 1, 'workers in the mode');
  const numbers = await Promise.all(RANGE.map((slice) => viewer.shownNumber(slice)));
  await viewer.limitRange(Math.min(...numbers), Math.max(...numbers));
  await workWithIt(viewer);
  const filled = JSON.stringify(await viewer.labels());
  const counts = [];
  const followers = [];
  const memory = await memoryMeter(page);
  const used = [];
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await viewer.moveTo('/');
    await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
    check(
      await eventually(() => viewer.workers().length === 0),
      `the worker ends when the mode is left (${cycle + 1})`,
    );
    equal(await overlays(page), 0, 'pictures that lie over a viewport outside of the mode');
    equal(await remembered(page), { resolved: 0, bySummary: 0, opened: 0 }, 'what is remembered of series');
    used.push(await memory());
    await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
    await viewer.panel.waitFor({ timeout: 60_000 });
    await workWithIt(viewer);
    // By now all that is on the page is there.
    counts.push(await listeners(page));
    followers.push(await panelFollowers(page));
  }
  note(`listeners of the service and of OHIF's after each entry: ${counts.join(', ')}`);
  // OHIF 3.13 itself leaves one subscription to viewportDataChanged behind each time, in its stock modes too.
  const grown = counts.at(-1) - counts[0];
  check(grown <= CYCLES - 1, `subscriptions grow with the cycles: ${counts}`);
  equal(new Set(followers).size, 1, `different counts of followers of the state among ${followers}`);
  equal(JSON.stringify(await viewer.labels()), filled, 'the labelmap after ten cycles');
  await viewer.part('range-whole').check();
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'a run after ten cycles');

  const later = used.slice(WARM_UP);
  for (const [kind, limit] of Object.entries(LIMIT)) {
    const megabytes = later.map((each) => each[kind]);
    note(`${kind} after each cycle: ${megabytes.map((mb) => mb.toFixed(2)).join(', ')} MB`);
    const grown = slope(megabytes);
    check(grown < limit, `${kind} grow by ${grown.toFixed(2)} MB a cycle: ${megabytes}`);
  }
  await activeOneComesBack(viewer);
}

/** A short run, and a picture of what it saw laid over the image. */
async function workWithIt(viewer) {
  const { page } = viewer;
  await viewer.part('support').waitFor();
  await viewer.propagateToEnd();
  await viewer.goTo(RANGE[1]);
  await viewer.part('explain').locator('summary').click();
  await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').click({ timeout: 20_000 });
  check(await eventually(async () => (await overlays(page)) === 1), 'a picture lies over the image');
}

/** Of two segmentations the first is the active one; it is so again after leaving and entering. */
async function activeOneComesBack(viewer) {
  const { page } = viewer;
  const state = () =>
    page.evaluate(() => {
      const { segmentationService, viewportGridService } = window.services;
      const active = segmentationService.getActiveSegmentation(viewportGridService.getActiveViewportId());
      const ids = segmentationService.getSegmentations().map(({ segmentationId }) => segmentationId);
      return { active: active?.segmentationId, ids };
    });
  const [first] = (await state()).ids;
  await page.evaluate(() =>
    window.commandsManager.run('createLabelmapForViewport', {
      viewportId: window.services.viewportGridService.getActiveViewportId(),
      options: { createInitialSegment: true },
    }),
  );
  await viewer.settle();
  const both = await state();
  equal(both.ids.length, 2, 'segmentations');
  check(both.active !== first, 'the new segmentation is the active one');
  await page.evaluate((id) => {
    const { segmentationService, viewportGridService } = window.services;
    segmentationService.setActiveSegmentation(viewportGridService.getActiveViewportId(), id);
  }, first);
  await viewer.settle();
  await viewer.moveTo('/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
  await viewer.part('support').waitFor({ timeout: 60_000 });
  check(await eventually(async () => (await state()).ids.length === 2), 'both segmentations come back');
  await viewer.settle();
  equal(await state(), { active: first, ids: both.ids }, 'the segmentations, and the active one, again');
}

function overlays(page) {
  return page.locator('[data-cy=fslms-overlay]').count();
}

/** Entries that the viewer's side of the extension keeps. */
function remembered(page) {
  return page.evaluate(() => {
    const { resolved, bySummary, opened } = window.services.fewShotLmsService.host;
    return { resolved: resolved.size, bySummary: bySummary.size, opened: opened.size };
  });
}

/**
 * Megabytes that live in the page after a collection of garbage. Measured outside of the modes, where nothing is being
 * loaded.
 */
async function memoryMeter(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  return async () => {
    await page.waitForTimeout(600);
    // What a finalizer lets go is collected by the second.
    for (let n = 0; n < 2; n++) {
      await devtools.send('HeapProfiler.collectGarbage');
      await page.waitForTimeout(200);
    }
    const { usedSize, backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
    return { objects: usedSize / 1e6, buffers: backingStorageSize / 1e6 };
  };
}

/** Of the line through equally spaced values that fits best. */
function slope(values) {
  const middle = (values.length - 1) / 2;
  const squares = values.reduce((sum, _, n) => sum + (n - middle) ** 2, 0);
  return values.reduce((sum, value, n) => sum + value * (n - middle), 0) / squares;
}

/** Followers of our state, by which a panel that is gone could be held. */
function panelFollowers(page) {
  return page.evaluate(() => window.services.fewShotLmsService.store.listenerCount);
}

/** Listeners of the services that the extension follows. */
function listeners(page) {
  return page.evaluate(() => {
    const { segmentationService, viewportGridService, displaySetService, cornerstoneViewportService } =
      window.services;
    return [segmentationService, viewportGridService, displaySetService, cornerstoneViewportService]
      .flatMap((service) => Object.values(service.listeners ?? {}))
      .reduce((sum, list) => sum + Object.keys(list).length, 0);
  });
}

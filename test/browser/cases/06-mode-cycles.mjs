import { check, equal, eventually } from '../check.mjs';
import { SAMPLE_STUDY } from '../viewer.mjs';

export const title =
  'leaving and entering the mode keeps what was drawn, and leaves no worker, no subscription and no memory behind';

const CYCLES = 10;
/** The first cycles fill caches and have code compiled. */
const WARM_UP = 2;
/**
 * Megabytes that a cycle may leave behind. OHIF 3.13's own segmentation mode with a labelmap leaves 0.33 MB of buffers (an
 * image as stored and as drawn, a slice of the mask) and 0.5 to 0.9 MB of objects: Cornerstone3D's prefetching never
 * lets go of a viewport. Of the sample series one labelmap is 1.3 MB, the volume 2.6 MB.
 */
const LIMIT = { buffers: 0.6, objects: 1.3 };

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openDrawn();
  const drawn = JSON.stringify(await viewer.labels());
  await viewer.modelReady();
  equal(viewer.workers().length, 1, 'workers in the mode');
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
    used.push(await memory());
    await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
    await viewer.panel.waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1200);
    counts.push(await listeners(page));
    followers.push(await panelFollowers(page));
  }
  note(`listeners of the service and of OHIF's after each entry: ${counts.join(', ')}`);
  // OHIF 3.13 itself leaves one subscription to viewportDataChanged behind each time, in its stock modes too.
  const grown = counts.at(-1) - counts[0];
  check(grown <= CYCLES - 1, `subscriptions grow with the cycles: ${counts}`);
  equal(new Set(followers).size, 1, `different counts of followers of the state among ${followers}`);
  await viewer.part('support').waitFor();
  equal(JSON.stringify(await viewer.labels()), drawn, 'the drawn voxels after ten cycles');
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'a run after ten cycles');

  const later = used.slice(WARM_UP);
  for (const [kind, limit] of Object.entries(LIMIT)) {
    const megabytes = later.map((each) => each[kind]);
    note(`${kind} after each cycle: ${megabytes.map((mb) => mb.toFixed(2)).join(', ')} MB`);
    const grown = slope(megabytes);
    check(grown < limit, `${kind} grow by ${grown.toFixed(2)} MB a cycle: ${megabytes}`);
  }
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

import { check, equal, eventually } from '../check.mjs';
import { SAMPLE_STUDY } from '../viewer.mjs';

export const title =
  'leaving and entering the mode keeps what was drawn, and leaves no worker, no subscription and no memory behind';

const CYCLES = 10;
/**
 * Growth of the page's memory a cycle, in MB, that is not ours: OHIF's stock segmentation mode is measured beside it, and
 * this may be on top of it. One set of what the extension could leave behind (the volume of the sample series in float32 is
 * 5 MB, its labelmap 1.3 MB) is more.
 */
const SPARE_MB = 0.5;

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openDrawn();
  const drawn = JSON.stringify(await viewer.labels());
  await viewer.modelReady();
  equal(viewer.workers().length, 1, 'workers in the mode');
  const counts = [];
  const memory = await memoryMeter(page);
  const used = [];
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await viewer.moveTo('/');
    await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
    check(
      await eventually(() => viewer.workers().length === 0),
      `the worker ends when the mode is left (${cycle + 1})`,
    );
    await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
    await viewer.panel.waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1200);
    counts.push(await listeners(page));
    used.push(await memory());
  }
  note(`listeners of the service and of OHIF's after each entry: ${counts.join(', ')}`);
  // OHIF 3.13 itself leaves one subscription to viewportDataChanged behind each time, in its stock modes too.
  const grown = counts.at(-1) - counts[0];
  check(grown <= CYCLES - 1, `subscriptions grow with the cycles: ${counts}`);
  const stock = await stockGrowth(viewer, memory);
  // The first cycles fill OHIF's own caches.
  const growth = slope(used.slice(2));
  note(
    `memory after each entry: ${used.map((mb) => mb.toFixed(1)).join(', ')} MB; a cycle adds ${growth.toFixed(2)} MB, one of OHIF's own mode ${stock.toFixed(2)} MB`,
  );
  check(growth < Math.max(0, stock) + SPARE_MB, `memory grows by ${growth.toFixed(2)} MB a cycle`);
  await viewer.part('support').waitFor();
  equal(JSON.stringify(await viewer.labels()), drawn, 'the drawn voxels after ten cycles');
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'a run after ten cycles');
}

/** Megabytes that live in the page after a collection of garbage: objects, and the buffers that they own. */
async function memoryMeter(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  return async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = await devtools.send('Runtime.getHeapUsage');
    return (usedSize + backingStorageSize) / 1e6;
  };
}

/** Megabytes a cycle that OHIF's segmentation mode leaves behind; ends in our mode again. */
async function stockGrowth(viewer, memory) {
  const used = [];
  for (let cycle = 0; cycle < 5; cycle++) {
    await viewer.moveTo('/');
    await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
    await viewer.moveTo(`/segmentation?StudyInstanceUIDs=${SAMPLE_STUDY}`);
    await viewer.page.locator('[data-cy=Pan]').waitFor({ timeout: 60_000 });
    await viewer.page.waitForTimeout(1200);
    used.push(await memory());
  }
  await viewer.moveTo('/');
  await viewer.page.locator('[data-cy=Pan]').waitFor({ state: 'detached', timeout: 30_000 });
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
  await viewer.panel.waitFor({ timeout: 60_000 });
  return slope(used.slice(1));
}

/** Of the line through equally spaced values that fits best. */
function slope(values) {
  const middle = (values.length - 1) / 2;
  const weights = values.map((_, n) => n - middle);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  return values.reduce((sum, value, n) => sum + value * weights[n], 0) / squares;
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

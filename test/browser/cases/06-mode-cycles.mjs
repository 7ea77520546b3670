import { check, equal, eventually } from '../check.mjs';
import { SAMPLE_STUDY } from '../viewer.mjs';

export const title =
  'leaving and entering the mode keeps what was drawn, and leaves no worker and no subscription behind';

const CYCLES = 10;

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openDrawn();
  const drawn = JSON.stringify(await viewer.labels());
  await viewer.modelReady();
  equal(viewer.workers().length, 1, 'workers in the mode');
  const counts = [];
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
  }
  note(`listeners of the service and of OHIF's after each entry: ${counts.join(', ')}`);
  // OHIF 3.13 itself leaves one subscription to viewportDataChanged behind each time, in its stock modes too.
  const grown = counts.at(-1) - counts[0];
  check(grown <= CYCLES - 1, `subscriptions grow with the cycles: ${counts}`);
  await viewer.part('support').waitFor();
  equal(JSON.stringify(await viewer.labels()), drawn, 'the drawn voxels after ten cycles');
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'a run after ten cycles');
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

import { readFileSync } from 'node:fs';
import { seriousFaults } from '../axe.mjs';
import { check, equal, eventually } from '../check.mjs';

export const title = 'what goes wrong is said in a sentence, and nothing is lost';

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openStudy();

  // Nothing to propagate.
  await viewer.run('fewShotLmsPropagate');
  await says(viewer, 'problem', /no segment to propagate/);
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.run('fewShotLmsPropagate');
  await says(viewer, 'problem', /Nothing is drawn yet/);
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  const drawn = await viewer.labels();

  // The worker dies in the middle of a run.
  await viewer.modelReady();
  await viewer.slowDown();
  await viewer.propagate();
  check(
    await eventually(
      async () => /[1-9]\d* of 19/.test((await viewer.part('progress').allInnerTexts()).join()),
      120_000,
    ),
    'the run starts',
  );
  const [worker] = viewer.workers();
  await worker.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('killed by the test');
      }),
  );
  equal(await viewer.runEnded(), 'failed', 'how the run ended');
  await says(viewer, 'run-failed', /stopped unexpectedly.*Press Go on or Propagate/);
  await viewer.settle();
  const afterCrash = await viewer.labels();
  check(
    drawn.every((slice, k) => !slice || afterCrash[k] === slice),
    'the drawn slice survives a crash',
  );
  equal(await seriousFaults(page), [], 'faults that axe finds when the run has failed');
  await viewer.screenshot('04-crashed');
  await viewer.limitRange(9, 11);
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the run after the crash ended');
  await viewer.part('range-to').fill('99');
  await viewer.part('range-to').press('Enter');
  await says(viewer, 'problem', /whole slice numbers from 1 to 20/);

  // The archive refuses; the file can still be downloaded.
  const takeAgain = await viewer.refuseToStore(507);
  await viewer.part('store').click();
  await viewer.savingFailed();
  await says(viewer, 'save', /did not take the segmentation \(status 507\).*download/);
  equal(await seriousFaults(page), [], 'faults that axe finds when saving has failed');
  await viewer.screenshot('04-store-failed');
  const [download] = await Promise.all([page.waitForEvent('download'), viewer.part('download').click()]);
  const bytes = readFileSync(await download.path());
  equal(bytes.subarray(128, 132).toString('latin1'), 'DICM', 'prefix of the downloaded file');
  note(`downloaded ${download.suggestedFilename()}, ${bytes.length} bytes`);
  await takeAgain();
  await viewer.part('store').click();
  await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });

  // A mask on every slice leaves nothing to do.
  await page.evaluate(() => {
    const { cornerstone, cornerstoneTools, services } = window;
    const [segmentation] = services.segmentationService.getSegmentations();
    for (const id of segmentation.representationData.Labelmap.imageIds) {
      cornerstone.cache.getImage(id).voxelManager.setAtIndex(33_000, 1);
      cornerstone.cache.getImage(id).voxelManager.setAtIndex(1000, 1);
    }
    cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
      segmentation.segmentationId,
    );
  });
  await viewer.settle();
  await viewer.propagate();
  await says(viewer, 'problem', /Every slice already has a mask/);
}

async function says(viewer, part, pattern) {
  const heard = await eventually(
    async () => pattern.test((await viewer.part(part).allInnerTexts()).join(' ').replaceAll('\n', ' ')),
    10_000,
  );
  check(
    heard,
    `the panel says ${pattern}: ${(await viewer.part(part).allInnerTexts()).join(' | ') || '(nothing)'}`,
  );
}

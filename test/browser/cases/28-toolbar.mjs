import { check, equal, eventually } from '../check.mjs';
import { SAMPLE_STUDY } from '../viewer.mjs';

export const title = "the mode's button in OHIF's toolbar propagates; other modes do not get it";

export async function test(viewer) {
  const { page } = viewer;
  await viewer.openStudy();
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  const button = page.locator('[data-cy=FewShotLmsPropagate]');
  equal(await button.count(), 1, 'buttons to propagate in the toolbar');
  equal(await page.locator('[data-cy=Pan]').count(), 1, "OHIF's own buttons");
  await viewer.screenshot('28-toolbar');
  await button.click();
  check(
    await eventually(
      async () => (await viewer.part('cancel').count()) + (await viewer.part('summary').count()) > 0,
    ),
    'the button starts a run',
  );
  equal(await viewer.runEnded(), 'done', 'how the run ended');

  const path = `/segmentation?StudyInstanceUIDs=${SAMPLE_STUDY}`;
  await page.evaluate((to) => {
    window.history.pushState({}, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await page.locator('[data-cy=Pan]').waitFor({ timeout: 60_000 });
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  equal(await button.count(), 0, 'buttons to propagate in the stock segmentation mode');
}

import { check, equal, eventually } from '../check.mjs';

export const title =
  "with OHIF's own tab in front, keys and toolbar say what they do: a refusal, the start of a run, its end; the toolbar cancels";

export async function test(viewer) {
  const { page } = viewer;
  await viewer.openStudy();
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.modelReady();
  await bringForward(viewer, 1);
  await viewer.panel.waitFor({ state: 'detached', timeout: 10_000 });

  await page.keyboard.press('Shift+P');
  check(await said(viewer, 'Nothing is drawn yet'), 'the refusal is said');
  await viewer.screenshot('47-refused');

  await viewer.drawHead();
  await viewer.settle();
  const cancel = page.locator('[data-cy=FewShotLmsCancel]');
  equal(await cancel.count(), 0, 'buttons to cancel before the run');
  const normal = await viewer.slowDown();
  await page.locator('[data-cy=FewShotLmsPropagate]').click();
  check(await said(viewer, 'the run has started'), 'the start of the run is said');
  await viewer.screenshot('47-started');
  await cancel.click();
  check(await said(viewer, 'cancelled; the slices done so far are kept'), 'the end of the run is said');
  check(await eventually(async () => (await cancel.count()) === 0), 'the button to cancel goes with the run');
  await normal();

  await page.keyboard.press('Shift+P');
  check(await said(viewer, ': done.', 240_000), 'the end of the second run is said');
  check(await said(viewer, 'filled'), 'with what came of it');

  await bringForward(viewer, 0);
  await viewer.part('summary').waitFor({ timeout: 10_000 });
  await page.keyboard.press('Shift+U');
  await viewer.part('problem').waitFor({ timeout: 10_000 });
  const problem = await viewer.part('problem').locator('p').first().innerText();
  await viewer.settle();
  check(
    (await toasts(viewer)).every((text) => !text.includes(problem)),
    `the panel alone says: ${problem}`,
  );
}

/** Brings a panel of the right side to the front. */
function bringForward(viewer, n) {
  return viewer.page.evaluate((at) => {
    const { panelService } = window.services;
    panelService.activatePanel(panelService.getPanels('right')[at].id, true);
  }, n);
}

/** The messages that OHIF shows. */
function toasts(viewer) {
  return viewer.page.locator('[data-sonner-toast]').allInnerTexts();
}

function said(viewer, words, timeout = 10_000) {
  return eventually(async () => (await toasts(viewer)).some((text) => text.includes(words)), timeout, 50);
}

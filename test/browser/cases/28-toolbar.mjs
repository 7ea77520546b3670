import { check, equal, eventually } from '../check.mjs';
import { SAMPLE_STUDY } from '../viewer.mjs';

export const title =
  "the mode's button in OHIF's toolbar propagates, its keys are in OHIF's preferences, both translated; other modes do not get it";

export async function test(viewer) {
  const { page } = viewer;
  await viewer.openDrawn();
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

  // The names of the keys, as OHIF shows them, in English and after the mode was entered in another language.
  const english = await preferences(viewer);
  for (const name of ['next to check', 'clear slice', 'save to the archive']) {
    check(english.includes(`Few-shot LMS, ${name}`), `the keys in OHIF's preferences: ${english}`);
  }
  await viewer.moveTo('/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  await viewer.speak('de', {
    'mode.hotkeys.nextToCheck': 'Few-shot LMS, nächste Schicht',
    'mode.propagate': 'Ausbreiten',
  });
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
  await viewer.panel.waitFor({ timeout: 60_000 });
  equal(await button.locator('button').getAttribute('aria-label'), 'Ausbreiten', 'the name of the button');
  const german = await preferences(viewer);
  check(german.includes('Few-shot LMS, nächste Schicht'), `the keys in German: ${german}`);
  await viewer.speak('en-US');

  await viewer.moveTo(`/segmentation?StudyInstanceUIDs=${SAMPLE_STUDY}`);
  await page.locator('[data-cy=Pan]').waitFor({ timeout: 60_000 });
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  check(
    await eventually(async () => (await button.count()) === 0, 30_000),
    'the stock segmentation mode has no button to propagate',
  );
}

/** What OHIF's preferences show. */
async function preferences(viewer) {
  const { page } = viewer;
  await page.evaluate(() => {
    const { customizationService, uiModalService } = window.services;
    uiModalService.show({
      content: customizationService.getCustomization('ohif.userPreferencesModal'),
      title: 'Preferences',
    });
  });
  const dialog = page.getByRole('dialog');
  await dialog.waitFor({ timeout: 10_000 });
  const text = (await dialog.innerText()).replaceAll('\n', ' | ');
  await viewer.screenshot('28-preferences');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached', timeout: 10_000 });
  return text;
}

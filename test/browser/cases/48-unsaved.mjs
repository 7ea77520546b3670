import { check, equal } from '../check.mjs';

export const title = 'a page with unsaved segmentations asks before it is loaded anew, a saved one does not';

export async function test(viewer) {
  const { page } = viewer;
  const asked = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await viewer.openStudy();
  await page.reload();
  await viewer.openStudy();
  equal(asked, [], 'questions before anything is drawn');

  await viewer.openDrawn();
  await viewer.settle();
  equal(await viewer.part('unsaved').innerText(), 'Not saved yet.', 'what the panel says');
  await page.reload();
  equal(asked, ['beforeunload'], 'questions with something drawn');

  await viewer.openDrawn();
  await Promise.all([page.waitForEvent('download'), viewer.part('download').click()]);
  await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
  check((await viewer.part('unsaved').count()) === 0, 'nothing is unsaved then');
  await viewer.stroke(
    [
      [0.3, 0.3],
      [0.32, 0.3],
    ],
    10,
  );
  await viewer.settle();
  equal(
    await viewer.part('unsaved').innerText(),
    'Changes since the last save are not saved.',
    'after a stroke',
  );
  await viewer.undo();
  equal(await viewer.part('unsaved').count(), 0, 'a stroke that was undone leaves nothing unsaved');
  await page.reload();
  equal(asked, ['beforeunload'], 'questions with all saved');
}

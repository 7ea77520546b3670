import { check, equal } from '../check.mjs';
import { filledOn } from '../viewer.mjs';

export const title =
  'a deleted label leaves nothing behind for the next one, which gets its number; undone, it is what it was';

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.limitRange(7, 13);
  await viewer.propagateToEnd();
  const first = filledOn(await viewer.labels());
  check(first.length >= 5, `the first label fills slices: ${first}`);
  await viewer.part('meanings').locator('summary').click();
  await viewer.part('structure').getByRole('combobox').fill('head');
  await viewer.part('structure').getByRole('combobox').press('Enter');

  await deletedAndUndone(viewer);

  await viewer.deleteSegment(1);
  equal(filledOn(await viewer.labels()), [], 'what OHIF leaves of a deleted label');
  await viewer.createSegment();
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  await viewer.settle();
  equal(await activeSegment(page), 1, 'number of the new label');
  const kinds = (await viewer.cells()).map(({ kind }) => kind);
  note(`after drawing anew: ${kinds.join(' ')}`);
  equal(kinds.filter((kind) => kind === 'drawn').length, 1, 'drawn slices');
  equal(kinds.filter((kind) => kind === 'erased').length, 0, 'slices that count as erased');
  await viewer.part('meanings').locator('summary').click();
  equal(
    await viewer.part('structure').getByRole('combobox').inputValue(),
    '',
    'what the new label shows, as long as nobody has said it',
  );
  await viewer.screenshot('46-drawn-anew');

  await viewer.propagateToEnd();
  const second = filledOn(await viewer.labels());
  check(second.length >= first.length - 1, `the new label fills slices ${second}, the first filled ${first}`);
}

/** Deleted by OHIF's menu: the undo brings back the voxels, and which slices were filled and which drawn. */
async function deletedAndUndone(viewer) {
  const { page } = viewer;
  const kinds = async () => (await viewer.cells()).map(({ kind }) => kind);
  const before = { labels: await viewer.labels(), kinds: await kinds() };
  const rows = page.locator('[data-cy=data-row]');
  await page.locator('[data-cy="panelSegmentationWithToolsLabelMap-btn"]').click();
  await rows.first().hover();
  await rows.first().locator('[data-cy=actionsMenuTrigger]').click();
  await page.locator('[data-cy=Delete]').click();
  await rows.first().waitFor({ state: 'detached', timeout: 10_000 });
  await viewer.settle();
  equal(filledOn(await viewer.labels()), [], 'what OHIF leaves of the label');
  await page.keyboard.press('Control+z');
  await rows.first().waitFor({ timeout: 10_000 });
  await viewer.screenshot('46-undone-in-ohif');
  await page.locator('[data-cy="fewShotLms-btn"]').click();
  await viewer.part('support').first().waitFor();
  await viewer.settle();
  equal(await viewer.labels(), before.labels, 'the labelmap after undoing the deletion');
  equal(await kinds(), before.kinds, 'the slices in the strip after undoing the deletion');
  await viewer.screenshot('46-undone');
}

function activeSegment(page) {
  return page.evaluate(() => {
    const { segmentationService, viewportGridService } = window.services;
    return segmentationService.getActiveSegment(viewportGridService.getActiveViewportId()).segmentIndex;
  });
}

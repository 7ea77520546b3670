import { check, equal, eventually } from '../check.mjs';
import { openDrawnSeries } from '../long-series.mjs';
import { filledOn } from '../viewer.mjs';

export const title =
  'clear one slice, from here up and down, all that was filled, nothing of a locked segment; checked slices stay, also over leaving the mode, and all comes back after other modes';

const DRAWN = [14, 34];
/** OHIF's own that stay on offer: Basic Viewer and Segmentation. */
const STOCK_ROUTES = ['viewer', 'segmentation'];
/** In a mode of ours the model starts well within it. */
const WORKER_STARTS_WITHIN_MS = 5000;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const series = await openDrawnSeries(viewer, url, DRAWN);
  const drawn = await viewer.labels();
  await viewer.propagateToEnd();
  const filled = await viewer.labels();
  check(filledOn(filled).length > 40, `the object is followed: ${filledOn(filled).length} slices`);
  const ascending = (await viewer.shownNumber(1)) > (await viewer.shownNumber(0));
  await viewer.part('clear').locator('summary').click();

  // One filled slice, and a drawn one when it is the one in view.
  const clear = async (what, slice) => {
    await viewer.goTo(slice);
    await viewer.part(`clear-${what}`).click();
    await viewer.settle();
    const now = await viewer.labels();
    return now.flatMap((there, k) => (there === filled[k] ? [] : [k]));
  };
  equal(await clear('slice', 20), [20], 'slices that “this slice” changes');
  equal((await viewer.labels())[20], '', 'the cleared slice');
  await viewer.undo();
  equal(await viewer.labels(), filled, 'the labelmap after undoing it');
  equal(await clear('slice', DRAWN[1]), [DRAWN[1]], 'slices that “this slice” changes on a drawn one');
  await viewer.undo();

  // From here on, both ways: what was drawn stays.
  const above = filledOn(filled).filter((k) => k >= 25 && !DRAWN.includes(k));
  const below = filledOn(filled).filter((k) => k <= 25 && !DRAWN.includes(k));
  equal(await clear(ascending ? 'up' : 'down', 25), above, 'slices that one direction changes');
  await viewer.undo();
  equal(await clear(ascending ? 'down' : 'up', 25), below, 'slices that the other direction changes');
  await viewer.undo();
  equal(await viewer.labels(), filled, 'the labelmap after undoing both');
  await refusedWhileLocked(viewer, filled);
  await clear('all', 25);
  equal(await viewer.labels(), drawn, 'the labelmap after clearing all filled slices: what was drawn');
  await viewer.undo();

  // Checked: kept by runs, and over leaving and entering the mode.
  const checked = [18, 40];
  for (const slice of checked) {
    await viewer.goTo(slice);
    await viewer.part('accept').click();
    await page.locator(`[data-cy=fslms-strip] button[data-slice="${slice}"][data-checked=true]`).waitFor();
  }
  const marks = async () =>
    page
      .locator('[data-cy=fslms-strip] button[data-checked=true]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.slice)).sort((a, b) => a - b));
  await leaveAndEnter(viewer, series);
  check(
    await eventually(async () => JSON.stringify(await marks()) === JSON.stringify(checked), 15_000),
    `checked slices after leaving and entering the mode: ${await marks()}`,
  );
  equal(await viewer.labels(), filled, 'the labelmap after leaving and entering the mode');
  equal(
    (await viewer.cells()).flatMap(({ kind, slice }) => (kind === 'drawn' ? [slice] : [])),
    DRAWN,
    'drawn slices in the strip',
  );
  await viewer.screenshot('42-checked');
  await throughStockModes(viewer, series);
  equal(await marks(), checked, 'checked slices after the other modes');

  // Unlocked, a drawn slice is no support any more; the run from the other one leaves the checked slices alone.
  await viewer.goTo(DRAWN[1]);
  await viewer.part('unlock-slice').click();
  check(await eventually(async () => (await viewer.part('support').count()) === 1), 'one support is left');
  await viewer.propagateToEnd();
  const after = await viewer.labels();
  for (const k of checked) equal(after[k], filled[k], `the checked slice ${k}`);
  check(
    after.some((slice, k) => k > DRAWN[0] && !checked.includes(k) && slice !== filled[k]),
    'other slices are done anew from the support that is left',
  );
  note(
    `cleared ${above.length} and ${below.length} slices in the two directions; ${checked.length} checked slices kept`,
  );
}

/** A segment that is locked in the viewer keeps what was filled. */
async function refusedWhileLocked(viewer, filled) {
  const { page } = viewer;
  const toggleLock = () =>
    page.evaluate(() => {
      const { segmentationService, viewportGridService } = window.services;
      const viewportId = viewportGridService.getActiveViewportId();
      const { segmentationId } = segmentationService.getActiveSegmentation(viewportId);
      segmentationService.toggleSegmentLocked(segmentationId, 1);
    });
  await toggleLock();
  await viewer.settle();
  await viewer.part('clear-all').click();
  await viewer.settle();
  equal(await viewer.labels(), filled, 'the labelmap after clearing a locked segment');
  const sentence = (await viewer.part('problem').allInnerTexts()).join();
  check(
    / is locked in OHIF: unlock it in the segmentation panel first\./.test(sentence),
    `why it is not cleared: ${sentence}`,
  );
  await viewer.screenshot('42-locked');
  await toggleLock();
  await viewer.settle();
}

/** The study in modes without the panel, where nothing of ours runs or is shown; back in ours all is as it was. */
async function throughStockModes(viewer, series) {
  const { page } = viewer;
  const { studyInstanceUid, seriesInstanceUid, slices } = series;
  const kinds = async () => (await viewer.cells()).map(({ kind }) => kind);
  const before = { labels: await viewer.labels(), kinds: await kinds() };
  for (const route of STOCK_ROUTES) {
    await leave(viewer);
    await viewer.moveTo(`/${route}?StudyInstanceUIDs=${studyInstanceUid}`);
    await viewer.imagesOf(seriesInstanceUid, slices);
    await page.waitForTimeout(WORKER_STARTS_WITHIN_MS);
    equal(viewer.workers().length, 0, `workers in the mode ${route}`);
    equal(await viewer.panel.count(), 0, `panels in the mode ${route}`);
    equal(
      await page.evaluate(() => window.services.segmentationService.getSegmentations().length),
      0,
      `segmentations in the mode ${route}`,
    );
    await viewer.screenshot(`42-${route}`);
    // The Basic Viewer begins with a tour, which would lie over the next mode too.
    const skip = page.getByRole('button', { name: 'Skip all' });
    if ((await skip.count()) > 0) await skip.click();
  }
  await leaveAndEnter(viewer, series);
  check(
    await eventually(
      async () => JSON.stringify(await viewer.labels()) === JSON.stringify(before.labels),
      15_000,
    ),
    'the labelmap after the other modes is as before',
  );
  await viewer.settle();
  equal(await kinds(), before.kinds, 'the slices in the strip after the other modes');
}

async function leave(viewer) {
  await viewer.moveTo('/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  check(await eventually(() => viewer.workers().length === 0), 'no worker in the study list');
}

async function leaveAndEnter(viewer, { studyInstanceUid, seriesInstanceUid, slices }) {
  await leave(viewer);
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${studyInstanceUid}`);
  await viewer.panel.waitFor({ timeout: 60_000 });
  await viewer.imagesOf(seriesInstanceUid, slices);
  await viewer.part('strip').waitFor({ timeout: 30_000 });
}

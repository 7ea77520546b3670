import { check, equal, eventually } from '../check.mjs';
import { SAMPLE_SLICES, voxelsOf } from '../viewer.mjs';

export const title = 'draw one slice, propagate, undo, redo, edit, see it in MPR';

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openStudy();
  check(await viewer.part('start').isVisible(), 'the empty panel says what to do');
  equal(await viewer.part('start').locator('li').count(), 3, 'lines that say what to do');
  await viewer.screenshot('01-empty');

  await viewer.scrollTo(9);
  await viewer.createSegment();

  // A second segment that nothing may touch.
  await page.evaluate(() => {
    const { segmentationService, viewportGridService } = window.services;
    const { segmentationId } = segmentationService.getActiveSegmentation(
      viewportGridService.getActiveViewportId(),
    );
    segmentationService.addSegment(segmentationId, { label: 'Other' });
  });
  await viewer.scrollTo(7);
  await viewer.stroke(
    [
      [0.02, 0.02],
      [0.05, 0.02],
    ],
    8,
  );
  await page.evaluate(() => {
    const { segmentationService, viewportGridService } = window.services;
    const { segmentationId } = segmentationService.getActiveSegmentation(
      viewportGridService.getActiveViewportId(),
    );
    segmentationService.setActiveSegment(segmentationId, 1);
  });
  await viewer.scrollTo(9);
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  const card = await viewer.part('support').innerText();
  check(/Slice 10\b/.test(card) && /\d cm²/.test(card), `the card names slice and area: ${card}`);
  check(await drawn(viewer), 'the support card shows a picture');
  const area = Number(/([\d.]+) cm²/.exec(card)[1]);
  check(area > 90 && area < 300, `a disc of 55 mm that was moved covers more than 90 cm²: ${card}`);
  await viewer.screenshot('01-drawn');

  // Labels with a drawn slice take part unless they are left out.
  await page.locator('[data-cy=fslms-label][data-segment="2"] [data-cy=fslms-label-takes-part]').uncheck();
  const before = await viewer.labels();
  equal(before.filter((slice) => voxelsOf(slice, 1) > 0).length, 1, 'drawn slices');
  const support = before.findIndex((slice) => voxelsOf(slice, 1) > 0);

  await viewer.modelReady();
  const normal = await viewer.slowDown();
  await viewer.propagate();
  await viewer.part('progress').waitFor();
  check(
    await eventually(async () => /[1-9]\d* of 19/.test(await progress(viewer)), 90_000),
    'progress counts slices',
  );
  await responsive(viewer, note);
  await viewer.screenshot('01-running');
  equal(await viewer.runEnded(), 'done', 'how the run ended');
  await normal();
  await viewer.settle();
  await viewer.screenshot('01-done');
  note((await viewer.part('summary').innerText()).replaceAll('\n', ' '));
  note((await viewer.part('provider').innerText()).replaceAll('\n', ' '));

  const after = await viewer.labels();
  equal(after[support], before[support], 'the drawn slice');
  const filled = after.filter((slice, k) => k !== support && voxelsOf(slice, 1) > 0).length;
  check(filled >= 3, `at least three slices are filled: ${filled}`);
  equal(
    after.map((slice) => voxelsOf(slice, 2)),
    before.map((slice) => voxelsOf(slice, 2)),
    'the other segment',
  );
  const cells = await viewer.cells();
  equal(cells.length, SAMPLE_SLICES, 'cells in the strip');
  for (const { slice, kind, height } of cells) {
    const voxels = voxelsOf(after[slice], 1);
    if (slice === support) equal(kind, 'drawn', `cell of slice ${slice}`);
    else check((kind === 'propagated') === voxels > 0, `cell ${slice} is ${kind} with ${voxels} voxels`);
    if (kind === 'propagated') check(height > 4, `the trust of slice ${slice} has a height`);
  }

  // One undo for the run, one redo.
  await undo(page);
  await viewer.settle();
  equal(await viewer.labels(), before, 'the labelmap after one undo');
  equal(await viewer.part('summary').getAttribute('data-phase'), 'undone', 'the panel after the undo');
  await viewer.screenshot('01-undone');
  await redo(page);
  await viewer.settle();
  equal(await viewer.labels(), after, 'the labelmap after the redo');

  // A corrected slice becomes a support; undoing the stroke makes it a propagated slice again.
  const target = cells.findIndex(({ kind }) => kind === 'propagated');
  await page.locator(`[data-cy=fslms-strip] button[data-slice="${target}"]`).click();
  await viewer.settle();
  await viewer.stroke(
    [
      [0.25, 0.2],
      [0.28, 0.2],
    ],
    10,
  );
  await viewer.settle();
  equal((await viewer.cells())[target].kind, 'locked', 'an edited slice');
  equal(await viewer.part('support').count(), 2, 'supports after the edit');
  const edited = await viewer.labels();
  check(edited[target] !== after[target], 'the brush edits a propagated slice');
  await viewer.screenshot('01-edited');
  await undo(page);
  await viewer.settle();
  equal(await viewer.labels(), after, 'the labelmap after undoing the stroke');
  equal((await viewer.cells())[target].kind, 'propagated', 'the slice after undoing the stroke');

  // The same voxels in MPR.
  await viewer.run('toggleHangingProtocol', { protocolId: 'mpr' });
  const inMpr = () =>
    page.evaluate(() => {
      const { cornerstone } = window;
      const volumes = cornerstone
        .getRenderingEngines()
        .flatMap((engine) => engine.getViewports())
        .filter((v) => v.type === 'orthographic');
      if (volumes.length !== 3) return null;
      return volumes.map((viewport) => viewport.getActors().length);
    });
  check(
    await eventually(async () => (await inMpr())?.every((actors) => actors >= 2), 60_000),
    `every MPR viewport shows image and segmentation: ${JSON.stringify(await inMpr())}`,
  );
  await page.waitForTimeout(3000);
  await viewer.screenshot('01-mpr');
  equal(await viewer.labels(), after, 'the labelmap in MPR');
}

async function progress(viewer) {
  return (await viewer.part('progress').count()) > 0 ? viewer.part('progress').innerText() : '';
}

/** True if the thumbnail's canvas holds more than one colour, one of them reddish (the overlay). */
function drawn(viewer) {
  return eventually(() =>
    viewer.page.evaluate(() => {
      const canvas = document.querySelector('[data-cy=fslms-support] canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let overlay = 0;
      let grey = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] - data[at + 1] > 20) overlay++;
        else if (data[at] === data[at + 1] && data[at + 3] === 255) grey++;
      }
      return canvas.width > 30 && overlay > 100 && grey > 100;
    }),
  );
}

/** Scrolls by wheel during the run and measures how long the page is blocked. */
async function responsive(viewer, note) {
  const { page } = viewer;
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  const { x, y } = await viewer.viewportCentre();
  await page.mouse.move(x, y);
  const times = [];
  for (const delta of [100, -100, 100, -100]) {
    const from = await viewer.imageIndex();
    const startedAt = Date.now();
    await page.mouse.wheel(0, delta);
    const moved = await eventually(async () => (await viewer.imageIndex()) !== from, 3000, 20);
    check(moved, 'the viewport scrolls during the run');
    if ((await viewer.part('cancel').count()) === 0) break;
    times.push(Date.now() - startedAt);
  }
  // The whole run takes about two seconds: more than one scroll is a matter of the machine.
  check(times.length >= 1, `the viewport was scrolled during the run: ${times.length} times`);
  const longest = await page.evaluate(() => window.longest);
  note(
    `scrolling during the run: ${times.join(', ')} ms; longest block of the page: ${Math.round(longest)} ms`,
  );
  check(longest < 1000, `the page is blocked for ${Math.round(longest)} ms`);
}

async function undo(page) {
  await page.locator('[data-cy=undo-btn]').click();
}

async function redo(page) {
  await page.locator('[data-cy=redo-btn]').click();
}

import { check, equal, eventually } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { objectOn, openDrawnSeries } from '../long-series.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title =
  'a corrected slice is a support; an update changes the slices that depend on it and no others; clear and unlock';

const DRAWN = 20;
const CORRECTED = 30;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const { slices } = await openDrawnSeries(viewer, url, [DRAWN]);
  await viewer.propagateToEnd();
  const first = await viewer.labels();
  check(filledIn(first) > 40, `the object is followed: ${filledIn(first)} of ${slices} slices`);
  check(await viewer.part('update').isDisabled(), 'nothing is out of date after a run');

  // The correction: twice as high as the object.
  const { centre, radii } = objectOn(CORRECTED);
  await drawEllipse(page, CORRECTED, { centre, radii: [radii[0], 2 * radii[1]] });
  await viewer.settle();
  equal((await viewer.cells())[CORRECTED].kind, 'locked', 'the corrected slice');
  equal(await viewer.part('support').count(), 2, 'supports');
  const corrected = await viewer.labels();
  const stale = await page.locator('[data-cy=fslms-strip] button[data-stale=true]').count();
  equal(stale, slices - DRAWN - 2, 'slices that depend on the corrected one: all above the drawn one');
  await viewer.screenshot('20-corrected');

  const startedAt = Date.now();
  await viewer.part('update').click();
  equal(await viewer.runEnded(), 'done', 'how the update ended');
  note(`update of ${stale} slices: ${Date.now() - startedAt} ms`);
  equal(await viewer.part('summary').getAttribute('data-kind'), 'update', 'the kind of run');
  await viewer.settle();
  const updated = await viewer.labels();
  equal(updated.slice(0, DRAWN + 1), corrected.slice(0, DRAWN + 1), 'slices that do not depend on it');
  equal(updated[CORRECTED], corrected[CORRECTED], 'the corrected slice itself');
  const changed = updated.filter((slice, k) => slice !== corrected[k]).length;
  check(changed > 10, `dependent slices follow the correction: ${changed} changed`);
  check(
    voxelsOf(updated[CORRECTED - 1], 1) > 1.2 * voxelsOf(corrected[CORRECTED - 1], 1),
    'the slice before the correction grows with it',
  );
  check(await viewer.part('update').isDisabled(), 'nothing is out of date after an update');
  await viewer.screenshot('20-updated');

  // One step each for undo and redo.
  await viewer.undo();
  equal(await viewer.labels(), corrected, 'the labelmap after undoing the update');
  await viewer.redo();
  equal(await viewer.labels(), updated, 'the labelmap after redoing the update');

  // Clear: from here on, then all that was propagated; what was drawn stays.
  await viewer.goTo(CORRECTED + 5);
  await viewer.part('clear').locator('summary').click();
  await viewer.part('clear-up').click();
  await viewer.settle();
  const cut = await viewer.labels();
  const up = cut.map((slice, k) => (slice !== updated[k] ? k : -1)).filter((k) => k >= 0);
  check(
    up.length > 5 && (up.every((k) => k >= CORRECTED + 5) || up.every((k) => k <= CORRECTED + 5)),
    `one side of the slice in view is cleared: ${up}`,
  );
  await viewer.part('clear-all').click();
  await viewer.settle();
  const cleared = await viewer.labels();
  equal(
    cleared.flatMap((slice, k) => (slice ? [k] : [])),
    [DRAWN, CORRECTED],
    'slices with a mask after clearing all that was propagated',
  );
  equal(cleared[CORRECTED], corrected[CORRECTED], 'the corrected slice after clearing');
  await viewer.undo();
  equal(await viewer.labels(), cut, 'the labelmap after undoing a clear');

  // A released slice is no support any more, and the next run may fill it again.
  await viewer.goTo(CORRECTED);
  await viewer.part('unlock-slice').click();
  check(
    await eventually(async () => (await viewer.part('support').count()) === 1),
    'a released slice is no support',
  );
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the last run ended');
  await viewer.settle();
  equal(await viewer.labels(), first, 'the labelmap after a run from the drawn slice alone');
}

function filledIn(labels) {
  return labels.filter((slice) => voxelsOf(slice, 1) > 0).length;
}

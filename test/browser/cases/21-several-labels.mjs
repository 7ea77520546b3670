import { seriousFaults } from '../axe.mjs';
import { check, equal, eventually } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { objectOn, openLongSeries } from '../long-series.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title =
  'two labels in one run, limited to a range, undone as one step; a third label is not touched; a fourth is added in the panel';

const DRAWN = 20;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const { slices } = await openLongSeries(viewer, url);
  await viewer.createSegment();
  await viewer.addSegments('Other 1', 'Other 2');
  await drawEllipse(page, DRAWN, objectOn(DRAWN), 1);
  // The rest of the body above the object, and a patch that is in the way of the first label.
  const other = { centre: [96, 50], radii: [30, 14] };
  await drawEllipse(page, DRAWN, other, 2);
  const third = objectOn(DRAWN + 4);
  await drawEllipse(page, DRAWN + 4, { centre: third.centre, radii: [5, 5] }, 3);
  await viewer.settle();
  equal(await viewer.part('label').count(), 3, 'labels in the list');
  await page.locator('[data-cy=fslms-label][data-segment="3"] [data-cy=fslms-label-takes-part]').uncheck();

  // Ten slices to each side of the drawn one, by the fields: numbers as the viewer shows them.
  const shown = await page.evaluate(
    (k) =>
      document.querySelector(`[data-cy=fslms-strip] button[data-slice="${k}"]`).getAttribute('aria-label'),
    DRAWN,
  );
  const number = Number(/(\d+)/.exec(shown)[1]);
  await viewer.part('range-limited').check();
  await viewer.part('range-from').fill(String(number - 10));
  await viewer.part('range-from').press('Enter');
  await viewer.part('range-to').fill(String(number + 10));
  await viewer.part('range-to').press('Enter');
  await viewer.settle();
  equal(
    (await viewer.cells()).filter(({ kind }) => kind === 'outside').length,
    slices - 21,
    'slices outside the range',
  );
  const before = await viewer.labels();
  await viewer.screenshot('21-labels-and-range');

  await viewer.propagateToEnd();
  const after = await viewer.labels();
  note((await viewer.part('summary').innerText()).replaceAll('\n', ' '));
  equal(await seriousFaults(page), [], 'faults that axe finds with several labels');
  await viewer.screenshot('21-two-labels');
  equal(after[DRAWN], before[DRAWN], 'the drawn slice');
  for (const label of [1, 2]) {
    const filled = after.flatMap((slice, k) => (voxelsOf(slice, label) > 0 ? [k] : []));
    check(filled.length >= 8, `label ${label} fills slices: ${filled}`);
    check(
      filled.every((k) => Math.abs(k - DRAWN) <= 10),
      `label ${label} stays in the range: ${filled}`,
    );
  }
  equal(
    after.map((slice) => runsOf(slice, 3)),
    before.map((slice) => runsOf(slice, 3)),
    'the label that takes no part, though it lies in the way of another',
  );

  await viewer.undo();
  equal(await viewer.labels(), before, 'the labelmap after one undo');

  // One more, by the panel alone.
  await viewer.part('add-label').click();
  const active = page.locator('[data-cy=fslms-label][data-active=true]');
  check(
    await eventually(async () => (await active.getAttribute('data-segment')) === '4'),
    'the added label is the active one',
  );
  equal(await viewer.part('label').count(), 4, 'labels in the list with the added one');
  equal(await viewer.labels(), before, 'the labelmap with one more label');
  await drawEllipse(page, DRAWN - 4, { centre: [96, 50], radii: [6, 6] }, 4);
  check(
    await eventually(async () => voxelsOf((await viewer.labels())[DRAWN - 4], 4) > 0),
    'the added label can be drawn',
  );
}

function runsOf(slice, value) {
  return slice.split(' ').filter((run) => run.endsWith(`=${value}`));
}

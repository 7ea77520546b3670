import { check, equal, eventually } from '../check.mjs';
import { openDrawnSeries } from '../long-series.mjs';
import { filledOn } from '../viewer.mjs';

export const title =
  'the range by its handles (mouse and keys) and by “from here”: a run fills nothing outside';

const DRAWN = 20;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const { slices } = await openDrawnSeries(viewer, url, [DRAWN]);
  const handle = (side) => page.locator(`[data-cy=fslms-range-handle][data-side=${side}]`);
  const range = async () =>
    Promise.all(['low', 'high'].map(async (side) => Number(await handle(side).getAttribute('data-slice'))));
  const becomes = async (wanted, what) =>
    check(
      await eventually(async () => JSON.stringify(await range()) === JSON.stringify(wanted)),
      `${what}: expected ${wanted}, got ${await range()}`,
    );
  equal(await range(), [0, slices - 1], 'the range at first: the whole series');

  // By the mouse; while it is held, nothing is set yet.
  await viewer.drag(handle('low'), DRAWN - 5, async () =>
    equal(await range(), [0, slices - 1], 'the range while the handle is held'),
  );
  await becomes([DRAWN - 5, slices - 1], 'the lower handle, dragged');
  await viewer.drag(handle('high'), DRAWN + 6);
  await becomes([DRAWN - 5, DRAWN + 6], 'the upper handle, dragged');
  check(await viewer.part('range-limited').isChecked(), 'the panel says that the range is limited');
  const numbers = await Promise.all([DRAWN - 5, DRAWN + 6].map((k) => viewer.shownNumber(k)));
  const fields = () =>
    Promise.all(['from', 'to'].map(async (end) => Number(await viewer.part(`range-${end}`).inputValue())));
  numbers.sort((a, b) => a - b);
  check(
    await eventually(async () => JSON.stringify(await fields()) === JSON.stringify(numbers)),
    `the numbers in the fields: expected ${numbers}, got ${await fields()}`,
  );
  await viewer.part('strip').scrollIntoViewIfNeeded();
  await viewer.screenshot('40-range');

  // Both on one slice, where one lies upon the other: whichever is taken goes to either side.
  await viewer.drag(handle('low'), DRAWN + 6);
  await becomes([DRAWN + 6, DRAWN + 6], 'the lower handle, dragged to the upper one');
  await viewer.drag(handle('low'), DRAWN - 5);
  await becomes([DRAWN - 5, DRAWN + 6], 'one of two handles on the same slice, dragged down');

  // By keys, from where it is.
  await handle('high').focus();
  const outward = (await viewer.shownNumber(1)) > (await viewer.shownNumber(0)) ? 'ArrowRight' : 'ArrowLeft';
  await page.keyboard.press(outward);
  await page.keyboard.press(outward);
  await becomes([DRAWN - 5, DRAWN + 8], 'the upper handle, moved by two presses of an arrow key');

  const drawn = await viewer.labels();
  await viewer.propagateToEnd();
  const limited = await viewer.labels();
  const inside = filledOn(limited);
  equal([inside[0], inside.at(-1)], [DRAWN - 5, DRAWN + 8], 'first and last slice that is filled');
  equal(inside.length, 14, 'filled slices: all of the range');
  equal(limited[DRAWN], drawn[DRAWN], 'the drawn slice');
  note(
    `dragged to ${DRAWN - 5} to ${DRAWN + 6}, by keys to ${DRAWN + 8}: filled ${inside[0]} to ${inside.at(-1)}`,
  );

  // From here on, in both directions as the viewer counts.
  await viewer.goTo(DRAWN + 3);
  const ascending = (await viewer.shownNumber(1)) > (await viewer.shownNumber(0));
  await viewer.part('range-up').click();
  await becomes(ascending ? [DRAWN + 3, slices - 1] : [0, DRAWN + 3], 'from here up');
  await viewer.part('range-down').click();
  await becomes(ascending ? [0, DRAWN + 3] : [DRAWN + 3, slices - 1], 'from here down');
  await viewer.propagateToEnd();
  const side = await viewer.labels();
  const kept = ascending ? [DRAWN + 4, slices] : [0, DRAWN + 3];
  equal(side.slice(...kept), limited.slice(...kept), 'slices outside the range, filled before');
  check(filledOn(side).length > inside.length, 'the run fills the rest of its side');
  await viewer.part('range-whole').check();
  await becomes([0, slices - 1], 'the whole series again');
}

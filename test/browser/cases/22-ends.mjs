import { check, equal, eventually } from '../check.mjs';
import { ENDS, GAP, openDrawnSeries } from '../long-series.mjs';
import { filledOn, voxelsOf } from '../viewer.mjs';

export const title =
  'a run stops where the object ends, says so by a handle, and goes on where the handle is dragged to';

const DRAWN = 23;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  await openDrawnSeries(viewer, url, [DRAWN], { ends: true });
  await viewer.propagateToEnd();
  const first = await viewer.labels();
  const filled = filledOn(first);
  note(`object on ${ENDS.join(' to ')}, not on ${GAP.join(' to ')}; filled ${filled[0]} to ${filled.at(-1)}`);
  check(Math.abs(filled[0] - ENDS[0]) <= 1, `the low end is found: ${filled[0]}`);
  check(Math.abs(filled.at(-1) - (GAP[0] - 1)) <= 1, `the run stops before the gap: ${filled.at(-1)}`);
  equal(await viewer.part('end-handle').count(), 2, 'handles at the ends');
  check(
    (await viewer.cells()).some(({ kind }) => kind === 'beyond-end'),
    'the strip shows what was not looked at any more',
  );
  await viewer.screenshot('22-ends');

  // Dragged on by the mouse, over the gap.
  const target = GAP[1] + 2;
  await viewer.dragEndOn('high', target);
  const extended = await viewer.labels();
  equal(extended.slice(0, GAP[0] - 1), first.slice(0, GAP[0] - 1), 'slices before the old end');
  check(voxelsOf(extended[target], 1) > 100, 'the slice that the handle was dragged to is filled');
  check(
    filledOn(extended).at(-1) <= ENDS[1] + 1,
    `beyond the handle the run stops by itself: ${filledOn(extended).at(-1)}`,
  );
  await viewer.screenshot('22-dragged-on');

  // Back by the keyboard: nothing happens before Enter.
  const handle = viewer.endHandle('high');
  await handle.focus();
  const back = GAP[0] - 1;
  const [here, there] = await Promise.all(
    [filledOn(extended).at(-1), back].map((k) => viewer.shownNumber(k)),
  );
  const key = here > there ? 'ArrowLeft' : 'ArrowRight';
  for (let n = 0; n < filledOn(extended).at(-1) - back; n++) await page.keyboard.press(key);
  equal(Number(await handle.getAttribute('aria-valuenow')), there, 'where the arrow keys move the handle');
  await viewer.settle();
  equal(await viewer.labels(), extended, 'the labelmap before Enter');
  await page.keyboard.press('Enter');
  check(
    await eventually(async () => filledOn(await viewer.labels()).at(-1) === back, 30_000),
    `the end is back at slice ${back}: ${filledOn(await viewer.labels()).at(-1)}`,
  );
  await viewer.settle();
  equal((await viewer.labels()).slice(0, GAP[0]), first.slice(0, GAP[0]), 'slices before the end');
  await viewer.undo();
  equal(await viewer.labels(), extended, 'the labelmap after undoing it');
}

import { check, equal, eventually } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { RIGHT_EYE } from '../real-series.mjs';
import { filledOn, voxelsOf } from '../viewer.mjs';

export const title = 'real series: a run stops above and below an eye; its end is dragged on and back';

const DRAWN = 8;
/** What is filled beyond the eye after its end was dragged there. */
const BEYOND = 2;

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openStudy();
  await viewer.createSegment();
  await drawEllipse(page, DRAWN, RIGHT_EYE[DRAWN]);
  await viewer.part('support').waitFor();
  await viewer.propagateToEnd();
  const first = await viewer.labels();
  const filled = filledOn(first);
  note(`the eye is on 7 to 10; filled ${filled[0]} to ${filled.at(-1)}`);
  check(Math.abs(filled[0] - 7) <= 1, `the low end is found: ${filled}`);
  check(Math.abs(filled.at(-1) - 10) <= 1, `the high end is found: ${filled}`);
  check(
    (await viewer.cells()).filter(({ kind }) => kind === 'beyond-end').length >= 8,
    'the strip shows what was not looked at any more',
  );
  const handles = viewer.part('end-handle');
  const ends = async () =>
    (await handles.evaluateAll((all) => all.map(({ dataset }) => Number(dataset.slice)))).sort(
      (a, b) => a - b,
    );
  equal(await ends(), [filled[0], filled.at(-1)], 'slices of the handles');
  await viewer.part('strip').scrollIntoViewIfNeeded();
  await viewer.screenshot('44-ends');

  const target = filled.at(-1) + BEYOND;
  await viewer.dragEndOn('high', target);
  const extended = await viewer.labels();
  equal(extended.slice(0, filled.at(-1) + 1), first.slice(0, filled.at(-1) + 1), 'slices up to the old end');
  for (let k = filled.at(-1) + 1; k <= target; k++)
    check(voxelsOf(extended[k], 1) > 0, `slice ${k}, to which the handle was dragged, is filled`);

  await viewer.drag(viewer.endHandle('high'), filled.at(-1));
  check(
    await eventually(async () => JSON.stringify(await viewer.labels()) === JSON.stringify(first), 30_000),
    `dragged back the labelmap is as before: ${filledOn(await viewer.labels())}`,
  );
  await viewer.settle();
  await viewer.undo();
  equal(await viewer.labels(), extended, 'the labelmap after undoing it');
}

import { check, equal } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { LEFT_HEMISPHERE, RIGHT_HEMISPHERE } from '../real-series.mjs';
import { filledOn, voxelsOf } from '../viewer.mjs';

export const title =
  'real series: two labels in one run, one drawn on two slices and filled between them from both; nothing outside a range';

const [RIGHT, LEFT] = [1, 2];
const LOW = 9;
const HIGH = 15;
const LEFT_DRAWN = 12;
const RANGE = [7, 16];

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openStudy();
  await viewer.createSegment();
  await viewer.addSegments('Left hemisphere');
  await drawEllipse(page, LOW, RIGHT_HEMISPHERE[LOW], RIGHT);
  await drawEllipse(page, LEFT_DRAWN, LEFT_HEMISPHERE[LEFT_DRAWN], LEFT);
  await viewer.settle();
  await viewer.modelReady();

  // Each drawn on one slice, in a range.
  const one = await viewer.labels();
  const numbers = await Promise.all(RANGE.map((k) => viewer.shownNumber(k)));
  await viewer.limitRange(Math.min(...numbers), Math.max(...numbers));
  await viewer.propagateToEnd();
  const fromLow = await viewer.labels();
  const outside = (labels) => [...labels.slice(0, RANGE[0]), ...labels.slice(RANGE[1] + 1)];
  equal(outside(fromLow), outside(one), 'slices outside the range');
  for (const label of [RIGHT, LEFT]) {
    const on = filledOn(fromLow, label);
    check(on[0] === RANGE[0] && on.length >= 9, `label ${label} fills the range: ${on}`);
  }
  await viewer.screenshot('44-range');
  await viewer.undo();
  equal(await viewer.labels(), one, 'the labelmap after one undo');

  // The right one again on a second slice, without its front, which only the drawing can tell.
  const { centre, radii } = RIGHT_HEMISPHERE[HIGH];
  const back = { centre: [centre[0], centre[1] + radii[1] / 2], radii: [radii[0], radii[1] / 2] };
  await drawEllipse(page, HIGH, back, RIGHT);
  await viewer.settle();
  equal(await viewer.part('support').count(), 2, 'drawn slices of the label in view');
  const drawn = await viewer.labels();
  await viewer.part('range-whole').check();
  await viewer.propagateToEnd();
  const filled = await viewer.labels();
  note((await viewer.part('summary').innerText()).replaceAll('\n', ' '));
  await viewer.screenshot('44-two-labels');

  // What was drawn, voxel by voxel: on those slices the run has filled the other label at most.
  for (const [slice, label] of [
    [LOW, RIGHT],
    [HIGH, RIGHT],
    [LEFT_DRAWN, LEFT],
  ])
    equal(runsOf(filled[slice], label), runsOf(drawn[slice], label), `label ${label} on slice ${slice}`);
  for (const label of [RIGHT, LEFT]) {
    const on = filledOn(filled, label);
    const all = on.every((k, n) => n === 0 || k === on[n - 1] + 1);
    check(
      all && on[0] < RANGE[0] && on.at(-1) > RANGE[1],
      `without the range label ${label} goes beyond it on both sides, with no gap: ${on}`,
    );
  }

  // Beside the lower one as from it alone, beside the upper one without the front as well.
  const share = (k) => voxelsOf(filled[k], RIGHT) / voxelsOf(fromLow[k], RIGHT);
  const shares = [LOW - 1, LOW + 1, HIGH - 1, HIGH + 1].map(share);
  note(`voxels against a run from the lower slice alone: ${shares.map((s) => s.toFixed(2)).join(', ')}`);
  for (const near of shares.slice(0, 2))
    check(Math.abs(near - 1) < 0.15, `beside the lower one the label is as it was: ${shares}`);
  for (const near of shares.slice(2))
    check(near < 0.8, `beside the upper one the label lacks what is lacking there: ${shares}`);

  await viewer.undo();
  equal(await viewer.labels(), drawn, 'the labelmap after one undo of both labels');
}

function runsOf(slice, value) {
  return slice.split(' ').filter((run) => run.endsWith(`=${value}`));
}

import { check, equal } from '../check.mjs';
import { HEAD_DRAWN_ON } from '../real-series.mjs';
import { SAMPLE_SLICES, voxelsOf } from '../viewer.mjs';

export const title =
  "real series: corrected with OHIF's own brush and eraser; an update changes the slices that depend on it and no others";

const PAINTED = 14;
const ERASED = 6;
const EMPTIED = 17;

export async function test(viewer, { note }) {
  await viewer.openDrawn();
  await viewer.modelReady();
  await viewer.propagateToEnd();
  const first = await viewer.labels();

  // Added in front of the brain, on the side above the drawn slice.
  await viewer.goTo(PAINTED);
  await viewer.stroke(
    [
      [-0.05, -0.36],
      [0.05, -0.36],
    ],
    25,
  );
  const above = slices(HEAD_DRAWN_ON + 1, SAMPLE_SLICES - 1).filter((k) => k !== PAINTED);
  const painted = await updated(viewer, first, PAINTED, above);
  check(voxelsOf(painted.before[PAINTED], 1) > voxelsOf(first[PAINTED], 1), 'the brush adds to the mask');
  await viewer.screenshot('44-painted');

  // Taken away, on the side below.
  await viewer.goTo(ERASED);
  await takeEraser(viewer);
  await viewer.stroke(
    [
      [0.05, 0.02],
      [0.15, 0.02],
    ],
    20,
    'CircularEraser',
  );
  const below = slices(0, HEAD_DRAWN_ON - 1).filter((k) => k !== ERASED);
  const erased = await updated(viewer, painted.after, ERASED, below);
  check(
    voxelsOf(erased.before[ERASED], 1) < voxelsOf(painted.after[ERASED], 1),
    'the eraser takes from the mask',
  );
  await viewer.screenshot('44-erased');
  note(`changed by the brush: ${painted.changed}; by the eraser: ${erased.changed}`);
  await viewer.undo();
  equal(await viewer.labels(), erased.before, 'the labelmap after undoing the update');

  // Taken away completely: the object is not there, whatever a run says.
  await viewer.goTo(EMPTIED);
  await viewer.stroke(
    [
      [0, -0.2],
      [0, 0.2],
    ],
    120,
    'CircularEraser',
  );
  await viewer.settle();
  equal((await viewer.labels())[EMPTIED], '', 'the slice that is erased completely');
  equal((await viewer.cells())[EMPTIED].kind, 'erased', 'the look of the slice that is erased completely');
  const through = slices(EMPTIED + 1, SAMPLE_SLICES - 1);
  const stale = await viewer.stale();
  equal(
    through.filter((k) => !stale.includes(k)),
    [],
    'slices beyond the erased one that are up to date',
  );
  await viewer.propagateToEnd();
  equal((await viewer.labels())[EMPTIED], '', 'the erased slice after a whole run');
  equal(await viewer.stale(), [], 'slices that are out of date after it');
  await viewer.screenshot('44-emptied');
}

/** Takes the eraser in OHIF's own panel of labelmaps, and comes back to this one. */
async function takeEraser(viewer) {
  const { page } = viewer;
  await page.locator('[data-cy=panelSegmentationWithToolsLabelMap-btn]').click();
  await page.locator('[data-cy=Eraser-btn]').click();
  await page.locator('[data-cy=fewShotLms-btn]').click();
  await viewer.part('strip').waitFor();
}

/** Checks what a stroke on one slice has changed, updates, and checks that only slices that depend on it change. */
async function updated(viewer, uncorrected, slice, dependent) {
  await viewer.settle();
  const supports = await viewer.part('support').count();
  const before = await viewer.labels();
  equal(changedSlices(uncorrected, before), [slice], 'slices that the stroke changes');
  equal((await viewer.cells())[slice].kind, 'locked', 'the corrected slice');
  check(
    (await viewer.part('support').allInnerTexts())
      .join()
      .includes(`Slice ${await viewer.shownNumber(slice)}`),
    'the corrected slice is a support',
  );
  equal(await viewer.stale(), dependent, 'slices that are out of date');
  await viewer.propagateToEnd('update');
  equal(await viewer.part('summary').getAttribute('data-kind'), 'update', 'the kind of run');
  const after = await viewer.labels();
  const changed = changedSlices(before, after);
  check(
    changed.every((k) => dependent.includes(k)),
    `an update changes slices that depend on the corrected one: ${changed}`,
  );
  check(changed.length >= 4, `dependent slices follow the correction: ${changed}`);
  equal(await viewer.stale(), [], 'slices that are out of date after the update');
  equal(await viewer.part('support').count(), supports, 'supports after the update');
  return { before, after, changed };
}

function changedSlices(before, after) {
  return after.flatMap((slice, k) => (slice === before[k] ? [] : [k]));
}

function slices(from, to) {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

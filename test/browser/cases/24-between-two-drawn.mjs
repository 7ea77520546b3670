import { check, equal, eventually } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { objectOn, openDrawnSeries } from '../long-series.mjs';
import { filledOn, voxelsOf } from '../viewer.mjs';

export const title =
  'two drawn slices: those between are made from both; a cancelled run goes on with what is missing';

const LOW = 14;
const HIGH = 34;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const { slices } = await openDrawnSeries(viewer, url, [LOW]);
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the run from one slice ended');
  await viewer.settle();
  const fromLow = await viewer.labels();
  await viewer.undo();

  // The second one is drawn twice as high as the object: what comes of it tells which support was used.
  const { centre, radii } = objectOn(HIGH);
  await drawEllipse(page, HIGH, { centre, radii: [radii[0], 2 * radii[1]] });
  await viewer.settle();
  equal(await viewer.part('support').count(), 2, 'supports');
  const drawn = await viewer.labels();

  // Cancelled in the middle, then finished.
  await viewer.modelReady();
  const normal = await viewer.slowDown();
  await viewer.propagate();
  const progress = async () => (await viewer.part('progress').allInnerTexts()).join();
  check(
    await eventually(async () => /\b([5-9]|[1-3]\d) of /.test(await progress()), 120_000, 20),
    'slices come in',
  );
  await viewer.part('cancel').click();
  equal(await viewer.runEnded(), 'cancelled', 'how the run ended');
  await normal();
  await viewer.settle();
  const part = await viewer.labels();
  const kept = filledOn(part);
  check(kept.length > 2 && kept.length < slices - 1, `a part is there: ${kept.length} of ${slices}`);
  await viewer.screenshot('24-cancelled');
  await viewer.part('resume').click();
  equal(await viewer.runEnded(), 'done', 'how the run went on');
  await viewer.settle();
  const resumed = await viewer.labels();
  for (const k of kept) equal(resumed[k], part[k], `slice ${k}, which was there before it went on`);
  check(filledOn(resumed).length > kept.length, 'going on fills the rest');
  equal(await viewer.part('resume').count(), 0, 'buttons to go on with a finished run');

  // The same run without an interruption gives the same.
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the uninterrupted run ended');
  await viewer.settle();
  const both = await viewer.labels();
  const different = both.flatMap((slice, k) => (slice === resumed[k] ? [] : [k]));
  equal(different, [], 'slices that the interruption changed');
  equal([both[LOW], both[HIGH]], [drawn[LOW], drawn[HIGH]], 'the drawn slices');

  // Below the lower one nothing depends on the upper one; between them the shape goes from one to the other.
  equal(both.slice(0, LOW), fromLow.slice(0, LOW), 'slices on the far side of the lower one');
  const growth = (k) => voxelsOf(both[k], 1) / voxelsOf(fromLow[k], 1);
  const shares = [LOW + 1, HIGH - 1, HIGH + 1].map(growth);
  note(`voxels against a run from the lower slice alone: ${shares.map((s) => s.toFixed(2)).join(', ')}`);
  check(Math.abs(shares[0] - 1) < 0.15, `beside the lower one the object is as it was: ${shares[0]}`);
  check(shares[1] > 1.2 && shares[2] > 1.2, `beside the upper one it grows with it: ${shares}`);
  const between = both.slice(LOW + 1, HIGH).map((slice) => voxelsOf(slice, 1));
  check(
    between.every((voxels) => voxels > 0),
    `no gap between the two: ${between}`,
  );
  await viewer.screenshot('24-between');
}

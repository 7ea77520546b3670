import { check, equal } from '../check.mjs';
import { HEAD_DRAWN_ON } from '../real-series.mjs';
import { filledOn } from '../viewer.mjs';
import { enterMprDuringRun, masksShown, toOneViewport } from '../viewports.mjs';

export const title =
  'real series: a run goes on in MPR; after a cancel and after its worker was killed one click finishes it, nothing is lost';

/** So that a run lasts longer than a change of the layout, or a click, also on a busy machine. */
const SLOW_MS = { mpr: 1000, click: 500 };

export async function test(viewer, { note }) {
  await viewer.openDrawn();
  await viewer.modelReady();
  const drawn = await viewer.labels();
  await viewer.propagateToEnd();
  const undisturbed = await viewer.labels();
  check(filledOn(undisturbed).length > 15, `the head is followed: ${filledOn(undisturbed)}`);
  const startAgain = async (undos, slowMs) => {
    for (let n = 0; n < undos; n++) await viewer.undo();
    equal(await viewer.labels(), drawn, 'the labelmap before the next run');
    const normal = await viewer.slowDown(slowMs);
    await viewer.propagate();
    return normal;
  };

  let normal = await startAgain(1, SLOW_MS.mpr);
  await enterMprDuringRun(viewer);
  await normal();
  equal(await viewer.runEnded(), 'done', 'how the run ended in MPR');
  await viewer.settle();
  await masksShown(viewer.page);
  await viewer.screenshot('44-mpr');
  equal(await viewer.labels(), undisturbed, 'the labelmap in MPR: as without it');
  await toOneViewport(viewer);
  await viewer.part('support').waitFor();
  equal(await viewer.labels(), undisturbed, 'the labelmap after MPR');

  normal = await startAgain(1, SLOW_MS.click);
  await viewer.slicesDone(3);
  await viewer.part('cancel').click();
  equal(await viewer.runEnded(), 'cancelled', 'how the run ended');
  await normal();
  const cancelled = await finish(viewer, { drawn, undisturbed });

  await startAgain(2, SLOW_MS.click);
  await viewer.slicesDone(3);
  // It ends without an error, as when the system takes it away: no event tells the page.
  await viewer.workers()[0].evaluate(() => self.close());
  equal(await viewer.runEnded(20_000), 'failed', 'how the run ended');
  const sentence = await viewer.part('run-failed').innerText();
  check(/stopped unexpectedly.*Go on/s.test(sentence), `what is said of it: ${sentence}`);
  const killed = await finish(viewer, { drawn, undisturbed });
  equal(viewer.workers().length, 1, 'workers afterwards');
  note(`${cancelled} slices were there after the cancel, ${killed} after the kill`);
}

/** Goes on with an interrupted run by one click. @returns the number of slices that were there before */
async function finish(viewer, { drawn, undisturbed }) {
  await viewer.settle();
  const kept = await viewer.labels();
  const there = filledOn(kept);
  check(there.length > 2 && there.length < filledOn(undisturbed).length, `a part is there: ${there}`);
  equal(kept[HEAD_DRAWN_ON], drawn[HEAD_DRAWN_ON], 'the drawn slice');
  for (const k of there) equal(kept[k], undisturbed[k], `slice ${k}, which was finished`);
  await viewer.propagateToEnd('resume');
  equal(await viewer.labels(), undisturbed, 'the labelmap in the end: as without the interruption');
  equal(
    (await viewer.part('run-failed').count()) + (await viewer.part('problem').count()),
    0,
    'problems left',
  );
  return there.length;
}

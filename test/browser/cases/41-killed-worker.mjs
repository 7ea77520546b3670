import { check, equal, eventually } from '../check.mjs';
import { openDrawnSeries } from '../long-series.mjs';
import { filledOn } from '../viewer.mjs';

export const title =
  'a worker that is killed in the middle of a run: a clear sentence, one click goes on, nothing is lost';

const DRAWN = 20;

export async function test(viewer, { note, url }) {
  await openDrawnSeries(viewer, url, [DRAWN]);
  await viewer.modelReady();
  const drawn = await viewer.labels();
  await viewer.propagateToEnd();
  const undisturbed = await viewer.labels();
  await viewer.undo();
  equal(await viewer.labels(), drawn, 'the labelmap before the run that is disturbed');

  // It ends without an error, as when the system takes it away: no event tells the page.
  await viewer.slowDown();
  await viewer.propagate();
  const progress = async () => (await viewer.part('progress').allInnerTexts()).join();
  check(
    await eventually(async () => /\b([3-9]|[1-3]\d) of /.test(await progress()), 120_000, 20),
    'slices come',
  );
  const killedAt = Date.now();
  await viewer.workers()[0].evaluate(() => self.close());
  equal(await viewer.runEnded(20_000), 'failed', 'how the run ended');
  note(`said after ${Date.now() - killedAt} ms`);
  const sentence = await viewer.part('run-failed').innerText();
  check(/stopped unexpectedly; your drawing and all finished slices are kept/.test(sentence), sentence);
  check(/Go on/.test(sentence), `the sentence names the button: ${sentence}`);
  await viewer.settle();
  const kept = await viewer.labels();
  equal(kept[DRAWN], drawn[DRAWN], 'the drawn slice');
  const finished = filledOn(kept);
  check(
    finished.length > 2 && finished.length < filledOn(undisturbed).length,
    `a part is there: ${finished}`,
  );
  for (const k of finished) equal(kept[k], undisturbed[k], `the finished slice ${k}`);
  await viewer.part('run').scrollIntoViewIfNeeded();
  await viewer.screenshot('41-killed');

  // One click.
  await viewer.propagateToEnd('resume');
  const after = await viewer.labels();
  for (const k of finished) equal(after[k], kept[k], `slice ${k}, which was finished before`);
  equal(filledOn(after), filledOn(undisturbed), 'the slices that are filled in the end');
  equal(
    (await viewer.part('run-failed').count()) + (await viewer.part('problem').count()),
    0,
    'problems left',
  );
  equal(viewer.workers().length, 1, 'workers afterwards');
  note(`${finished.length} slices were finished, ${filledOn(after).length} in the end`);
  await viewer.undo();
  equal(await viewer.labels(), kept, 'the labelmap after undoing what came after the click');
}

import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';
import { openDrawnSeries } from '../long-series.mjs';
import { filledOn } from '../viewer.mjs';

export const title =
  'a worker that is killed in the middle of a run: a clear sentence for that series, one click goes on, nothing is lost; undone, the run counts as undone';

const STUDY = '2.25.70081410';
const DRAWN = 20;
/** Of the other series of the study. */
const OTHER_SLICES = 12;

export async function test(viewer, { note, url }) {
  const other = await otherSeries();
  await stow(url, other.files);
  const series = await openDrawnSeries(viewer, url, [DRAWN], { studyInstanceUid: STUDY });
  await viewer.modelReady();
  const drawn = await viewer.labels();
  await viewer.propagateToEnd();
  const undisturbed = await viewer.labels();
  await viewer.undo();
  equal(await viewer.labels(), drawn, 'the labelmap before the run that is disturbed');

  note(`said after ${await killedDuringRun(viewer)} ms`);
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
  await viewer.undo();
  equal(await viewer.labels(), drawn, 'the labelmap after undoing what came before it');
  await saidOfItsSeriesOnly(viewer, { series, other, drawn, undisturbed });
}

/** Another run is stopped: the other series is not told of it, and undone it is not a problem any more. */
async function saidOfItsSeriesOnly(viewer, { series, other, drawn, undisturbed }) {
  // Beside what is said of the model, which has stopped for every series.
  const alerts = async () => (await viewer.part('run').getByRole('alert').allInnerTexts()).join(' | ');
  const summary = async () => (await viewer.part('summary').allInnerTexts()).join();
  await killedDuringRun(viewer);
  check(/stopped unexpectedly/.test(await alerts()), `alerts for the series of the run: ${await alerts()}`);
  await viewer.chooseSeries({ seriesInstanceUid: other.seriesInstanceUid, slices: OTHER_SLICES });
  await viewer.part('create').waitFor({ timeout: 15_000 });
  await viewer.createSegment();
  await viewer.part('propagate').waitFor();
  await viewer.settle();
  equal(await alerts(), '', 'alerts for the other series');
  equal(await summary(), '', 'summaries of a run for the other series');
  await viewer.screenshot('41-other-series');
  await viewer.chooseSeries(series);
  await viewer.part('support').waitFor({ timeout: 15_000 });
  check(
    /stopped unexpectedly/.test(await alerts()),
    `alerts back at the series of the run: ${await alerts()}`,
  );

  await viewer.undo();
  equal(await viewer.labels(), drawn, 'the labelmap after undoing the run that was stopped');
  check(
    await eventually(async () => (await summary()).includes('the run was undone'), 5000),
    `what is said of the undone run: ${await summary()}`,
  );
  check(!/stopped/.test(await summary()), `the undone run is none that was stopped: ${await summary()}`);
  equal(await alerts(), '', 'alerts after undoing it');
  await viewer.part('run').scrollIntoViewIfNeeded();
  await viewer.screenshot('41-undone');
  await viewer.redo();
  check(
    /cancelled; the slices/.test(await summary()),
    `what is said of the run done again: ${await summary()}`,
  );
  equal(await alerts(), '', 'alerts after doing it again');
  await viewer.propagateToEnd('resume');
  equal(filledOn(await viewer.labels()), filledOn(undisturbed), 'the slices that are filled in the end');
}

/**
 * Starts a slow run and has the worker end in the middle of it without an error, as when the system takes it away: no event
 * tells the page. @returns milliseconds until the panel has said so
 */
async function killedDuringRun(viewer) {
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
  return Date.now() - killedAt;
}

async function otherSeries() {
  const { makeSeries } = await fixtureBuilder();
  return makeSeries({
    studyInstanceUid: STUDY,
    frameOfReferenceUid: '2.25.70081411',
    modality: 'MR',
    description: 'the other one',
    seriesNumber: 2,
    columns: 64,
    rows: 64,
    slices: OTHER_SLICES,
    pixelSpacing: [2, 2],
    sliceSpacing: 4,
    storedAt: (i, j) => 200 + 10 * ((i + j) % 7),
  });
}

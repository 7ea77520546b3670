import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { drawEllipse } from '../draw.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';

export const title =
  'before a run: a foreign modality or region is said, images are loaded ahead within the limit of the installation; then the first slice comes at once';

const STUDY = '2.25.70081500';
const SLICES = 24;
const SIZE = 128;
/** A second is what a person waits for the first slice; machines that run tests are shared by others. */
const FIRST_SLICE_MS = 3000;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const { makeSeries } = await fixtureBuilder();
  const [pet, mr] = ['PT', 'MR'].map((modality, index) =>
    makeSeries({
      studyInstanceUid: STUDY,
      modality,
      description: `${modality} series`,
      elements: [['00180015', 'CS', modality === 'PT' ? 'CHEST' : 'LIVER']],
      seriesNumber: index + 1,
      columns: SIZE,
      rows: SIZE,
      slices: SLICES,
      storedAt: (i, j) => (Math.hypot(i - 64, j - 64) < 20 ? 500 : 250) + ((i * 7 + j * 3) % 11),
    }),
  );
  await stow(url, [...pet.files, ...mr.files]);
  await page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 90_000 });

  // A limit below what the series needs: it is said, and nothing is loaded unasked.
  await setLimit(page, 0.5);
  await viewer.chooseSeries({ seriesInstanceUid: mr.seriesInstanceUid, slices: SLICES });
  await viewer.createSegment();
  await viewer.modelReady();
  equal(await viewer.part('mismatch').count(), 0, 'warnings for a series that the model was made for');
  await drawEllipse(page, 12, { centre: [64, 64], radii: [20, 20] });
  await viewer.part('support').waitFor();
  await page.locator('[data-cy=fslms-ahead][data-phase=too-large]').waitFor({ timeout: 20_000 });
  note(await viewer.part('ahead').innerText());

  // Above it: loaded before anybody asks, with the memory it takes.
  await setLimit(page, 64);
  await viewer.chooseSeries({ seriesInstanceUid: pet.seriesInstanceUid, slices: SLICES });
  await viewer.createSegment();
  await viewer.part('mismatch').waitFor({ timeout: 20_000 });
  const warning = await viewer.part('mismatch').innerText();
  check(/trained on .*MR.*this series is PT/.test(warning), `the warning names both modalities: ${warning}`);
  check(/measured on ABDOMEN, HEART; this series shows CHEST/.test(warning), `and both regions: ${warning}`);
  equal(await viewer.part('summary').count(), 0, 'runs before the warning');
  await drawEllipse(page, 12, { centre: [64, 64], radii: [20, 20] });
  await viewer.part('support').waitFor();
  await page.locator('[data-cy=fslms-ahead][data-phase=ready]').waitFor({ timeout: 20_000 });
  const ready = await viewer.part('ahead').innerText();
  check(/24 of 24, 1 MB/.test(ready), `the line says what the images take: ${ready}`);
  await viewer.screenshot('27-mismatch');
  check(await viewer.part('propagate').isEnabled(), 'the warning forbids nothing');
  await nothingLeftToPrepare(viewer, note);

  // Another series takes the place of what was loaded: one volume at a time.
  await setLimit(page, 64);
  await viewer.chooseSeries({ seriesInstanceUid: mr.seriesInstanceUid, slices: SLICES });
  check(
    await eventually(async () => (await viewer.part('mismatch').count()) === 0),
    'the warning goes with the series',
  );
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how a run on the first series ended');
}

/**
 * Presses Propagate when images and model are ready, and follows what happens until the first slice is there: no image is
 * read, nothing is fetched and the model is not started any more.
 */
async function nothingLeftToPrepare(viewer, note) {
  const { page } = viewer;
  await viewer.modelReady();
  const fetched = [];
  const onRequest = (request) => fetched.push(request.url());
  page.on('request', onRequest);
  const { milliseconds, steps, phases } = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const service = window.services.fewShotLmsService;
        const [steps, phases] = [new Set(), new Set()];
        const unfollow = service.follow(() => {
          const { run, backend } = service.getSnapshot();
          if (run.phase === 'preparing') steps.add(run.step);
          phases.add(backend.phase);
        });
        const pressedAt = performance.now();
        const { unsubscribe } = service.subscribe(service.EVENTS.SLICE_DONE, () => {
          unfollow();
          unsubscribe();
          resolve({ milliseconds: performance.now() - pressedAt, steps: [...steps], phases: [...phases] });
        });
        document.querySelector('[data-cy=fslms-propagate]').click();
      }),
  );
  page.off('request', onRequest);
  equal(steps, ['model'], 'what the run prepares: it asks for the model');
  equal(phases, ['ready'], 'how the model is until the first slice');
  equal(fetched, [], 'what is fetched between the press and the first slice');
  note(`first slice ${Math.round(milliseconds)} ms after the press`);
  check(
    milliseconds < FIRST_SLICE_MS,
    `the first slice comes ${Math.round(milliseconds)} ms after the press`,
  );
  equal(await viewer.runEnded(), 'done', 'how the run on the other series ended');
}

/** Sets the limit as a deployment does, in megabytes. */
function setLimit(page, workAheadLimitMb) {
  return page.evaluate((limit) => {
    const { customizationService } = window.services;
    const defaults = customizationService.getCustomization('fewShotLms.defaults');
    customizationService.setCustomizations(
      { 'fewShotLms.defaults': { $set: { ...defaults, workAheadLimitMb: limit } } },
      customizationService.Scope?.Global,
    );
  }, workAheadLimitMb);
}

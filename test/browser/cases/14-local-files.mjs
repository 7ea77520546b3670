import { readFileSync } from 'node:fs';
import { check, equal, eventually } from '../check.mjs';
import { readBinarySeg } from '../dicom-web.mjs';
import { oddStudy } from '../odd-study.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title = 'files of this computer, kept nowhere: draw, propagate, download';

/** Voxel inside the object of the MR series, and the slice that it is on. */
const [COLUMN, ROW, SLICE] = [55, 47, 6];

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const { mr, studyInstanceUid } = await oddStudy();
  const stored = [];
  page.on('request', (request) => request.method() === 'POST' && stored.push(request.url()));
  await page.goto(`${url}/local`);
  const files = mr.files.map(({ name, bytes }) => ({
    name,
    mimeType: 'application/dicom',
    buffer: Buffer.from(bytes),
  }));
  await page.locator('input[type=file]').first().setInputFiles(files);
  await page.getByText('Test, Tina').click({ timeout: 30_000 });
  await page.getByText('Few-shot LMS').click();
  await viewer.panel.waitFor({ timeout: 60_000 });
  await viewer.imagesOf(mr.seriesInstanceUid, mr.slices);
  check(page.url().includes(`dicomlocal?StudyInstanceUIDs=${studyInstanceUid}`), `address ${page.url()}`);

  await viewer.createSegment();
  await viewer.scrollTo(await indexOf(page, mr.sopInstanceUids[SLICE]));
  const at = await onScreen(page, mr.geometry);
  await viewer.stroke([at], 8);
  await viewer.part('support').waitFor();
  await viewer.propagateToEnd();
  const labels = await viewer.labels();
  const filled = labels.filter((slice) => voxelsOf(slice, 1) > 0).length;
  check(filled >= 4, `at least four slices are filled: ${filled}`);
  await viewer.screenshot('14-local-files');

  check((await viewer.part('store').count()) === 0, 'nothing offers to store where nothing can be stored');
  check(
    await eventually(async () => /cannot store; download/.test(await viewer.part('save').innerText())),
    `the panel says so: ${await viewer.part('save').innerText()}`,
  );
  await viewer.part('encoding').selectOption('BINARY');
  const [download] = await Promise.all([page.waitForEvent('download'), viewer.part('download').click()]);
  const seg = readBinarySeg(readFileSync(await download.path()));
  equal(seg.referencedSeries, [mr.seriesInstanceUid], 'the series that the file names');
  equal(seg.frames.length, filled, 'frames of the file');
  equal(stored, [], 'what was sent to a server');
  note(`${filled} of ${mr.slices} slices, ${download.suggestedFilename()}`);
}

function indexOf(page, sop) {
  return page.evaluate((uid) => {
    const { cornerstone } = window;
    const [viewport] = cornerstone.getRenderingEngines().flatMap((engine) => engine.getViewports());
    return viewport
      .getImageIds()
      .findIndex((id) => cornerstone.metaData.get('instance', id).SOPInstanceUID === uid);
  }, sop);
}

/** Where the voxel is shown, in shares of the viewport from its centre. */
function onScreen(page, { origin, direction, spacing }) {
  const world = origin.map((start, axis) =>
    [COLUMN, ROW, SLICE].reduce((sum, index, d) => sum + index * spacing[d] * direction[d][axis], start),
  );
  return page.evaluate((point) => {
    const [viewport] = window.cornerstone.getRenderingEngines().flatMap((engine) => engine.getViewports());
    const [x, y] = viewport.worldToCanvas(point);
    const { clientWidth, clientHeight } = viewport.canvas;
    return [x / clientWidth - 0.5, y / clientHeight - 0.5];
  }, world);
}

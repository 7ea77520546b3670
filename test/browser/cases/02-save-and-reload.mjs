import { check, equal, eventually } from '../check.mjs';
import { SAMPLE_STUDY } from '../viewer.mjs';

export const title = 'save by STOW as label map and as binary SEG, reload, the same voxels';

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openStudy();
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  await viewer.part('range-limited').check();
  await viewer.part('range-from').fill('7');
  await viewer.part('range-to').fill('13');
  await viewer.part('range-to').press('Enter');
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the run ended');
  await viewer.settle();
  const saved = await viewer.labels();
  const filled = saved.flatMap((slice, k) => (slice ? [k] : []));
  check(filled.length > 1 && filled.length <= 7, `only the range is filled: ${filled}`);
  const asymmetric = saved.some((slice) => slice && slice !== mirrored(slice));
  check(asymmetric, 'the mask would show a flip');

  const seriesBefore = await segSeries(viewer);
  for (const encoding of ['LABELMAP', 'BINARY']) {
    await viewer.part('encoding').selectOption(encoding);
    await viewer.part('store').click();
    await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
    note(`${encoding}: ${(await viewer.part('saving').innerText()).trim()}`);
    await viewer.settle();
  }
  check(
    await eventually(async () => (await segDisplaySets(viewer)).length >= 2),
    'both segmentations appear in the study without a reload',
  );
  await viewer.screenshot('02-saved');
  const stored = (await segSeries(viewer)).filter((uid) => !seriesBefore.includes(uid));
  equal(stored.length, 2, 'new SEG series in the archive');

  for (const series of stored) {
    await page.goto(`${viewer.url}/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
    await viewer.panel.waitFor({ timeout: 90_000 });
    await eventually(
      async () => (await segDisplaySets(viewer)).some((entry) => entry.series === series),
      60_000,
    );
    const found = (await segDisplaySets(viewer)).find((entry) => entry.series === series);
    check(found, `series ${series} is listed after a reload`);
    await hydrate(viewer, found.uid);
    await viewer.settle();
    equal(await viewer.labels(), saved, `the voxels of the reloaded ${found.description}`);
    equal(await activeSegment(viewer), 'Segment 1', 'the active segment after a reload');
    await viewer.scrollTo(9);
    await page.waitForTimeout(1000);
    await viewer.screenshot('02-reloaded');
  }
}

/** Opens a SEG the way a user does: a double click on its entry, and yes to the question whether to open it. */
async function hydrate(viewer, uid) {
  const { page } = viewer;
  await page.waitForTimeout(1500);
  await page.locator(`#thumbnail-${uid}`).dblclick();
  const yes = page.getByRole('button', { name: 'Yes', exact: true });
  await yes.waitFor({ timeout: 40_000 });
  await yes.click();
  await yes.waitFor({ state: 'detached', timeout: 40_000 });
  const loaded = () =>
    page.evaluate((id) => {
      const { segmentationService, viewportGridService } = window.services;
      const active = segmentationService.getActiveSegmentation(viewportGridService.getActiveViewportId());
      return active?.segmentationId === id && active.representationData.Labelmap?.imageIds?.length > 0;
    }, uid);
  check(await eventually(loaded, 40_000), 'OHIF opens the SEG');
  await page.waitForTimeout(1500);
}

function segDisplaySets(viewer) {
  return viewer.page.evaluate(() =>
    (window.services?.displaySetService?.getActiveDisplaySets() ?? [])
      .filter(({ Modality }) => Modality === 'SEG')
      .map(({ displaySetInstanceUID, SeriesInstanceUID, SeriesDescription }) => ({
        uid: displaySetInstanceUID,
        series: SeriesInstanceUID,
        description: SeriesDescription,
      })),
  );
}

async function segSeries(viewer) {
  const response = await fetch(`${viewer.url}/dicom-web/studies/${SAMPLE_STUDY}/series?Modality=SEG`, {
    headers: { accept: 'application/dicom+json' },
  });
  const series = response.status === 204 ? [] : await response.json();
  return series.map((entry) => entry['0020000E'].Value[0]);
}

function activeSegment(viewer) {
  return viewer.page.evaluate(() => {
    const { segmentationService, viewportGridService } = window.services;
    return segmentationService.getActiveSegment(viewportGridService.getActiveViewportId())?.label;
  });
}

/** The slice turned by 180 degrees. */
function mirrored(slice) {
  const voxels = 256 * 256;
  return slice
    .split(' ')
    .map((run) => {
      const [place, value] = run.split('=');
      const [from, to] = place.split('-').map(Number);
      return `${voxels - to}-${voxels - from}=${value}`;
    })
    .reverse()
    .join(' ');
}

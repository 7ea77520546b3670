import { check, eventually } from './check.mjs';
import { SAMPLE_STUDY } from './viewer.mjs';

const JSON_MODEL = { headers: { accept: 'application/dicom+json' } };

/** SEGs of the sample study as OHIF lists them. */
export function segDisplaySets(viewer) {
  return viewer.page.evaluate(() =>
    (window.services?.displaySetService?.getActiveDisplaySets() ?? [])
      .filter(({ Modality }) => Modality === 'SEG')
      .map(
        ({ displaySetInstanceUID, SeriesInstanceUID, SeriesDescription, SOPClassUID, SOPInstanceUID }) => ({
          uid: displaySetInstanceUID,
          series: SeriesInstanceUID,
          description: SeriesDescription,
          sopClass: SOPClassUID,
          sop: SOPInstanceUID,
        }),
      ),
  );
}

/** Headers of all SEGs of the sample study in the archive, as `{ series, sop, sopClass, number, header }`. */
export async function archivedSegs(viewer) {
  const study = `${viewer.url}/dicom-web/studies/${SAMPLE_STUDY}`;
  const answer = await fetch(`${study}/series?Modality=SEG`, JSON_MODEL);
  const series = answer.status === 204 ? [] : await answer.json();
  const found = [];
  for (const uid of series.map((entry) => entry['0020000E'].Value[0])) {
    const headers = await (await fetch(`${study}/series/${uid}/metadata`, JSON_MODEL)).json();
    for (const header of headers) {
      found.push({
        series: uid,
        sop: header['00080018'].Value[0],
        sopClass: header['00080016'].Value[0],
        number: Number(header['00200013'].Value[0]),
        header,
      });
    }
  }
  return found;
}

/** Opens the sample study anew and waits until OHIF lists a SEG. @returns its display set */
export async function reopenWith(viewer, sop) {
  await viewer.page.goto(`${viewer.url}/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}`);
  await viewer.panel.waitFor({ timeout: 90_000 });
  const listed = async () => (await segDisplaySets(viewer)).find((entry) => entry.sop === sop);
  await eventually(async () => Boolean(await listed()), 60_000);
  const found = await listed();
  check(found, `OHIF lists the SEG ${sop} after a reload`);
  return found;
}

/** Opens a SEG the way a user does: a double click on its entry, and yes to the question whether to open it. */
export async function hydrate(viewer, uid) {
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

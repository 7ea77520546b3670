import { check, equal, eventually } from '../check.mjs';
import { archivedSegs, hydrate, reopenWith, segDisplaySets } from '../segs.mjs';

export const title = 'save by STOW as label map and as binary SEG, reload, the same voxels';

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.limitRange(7, 13);
  await viewer.propagateToEnd();
  const saved = await viewer.labels();
  const filled = saved.flatMap((slice, k) => (slice ? [k] : []));
  check(filled.length > 1 && filled.length <= 7, `only the range is filled: ${filled}`);
  const asymmetric = saved.some((slice) => slice && slice !== mirrored(slice));
  check(asymmetric, 'the mask would show a flip');

  const before = (await archivedSegs(viewer)).map(({ sop }) => sop);
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
  const stored = (await archivedSegs(viewer)).filter(({ sop }) => !before.includes(sop));
  equal(stored.map(({ number }) => number).sort(), [1, 2], 'instance numbers of the new SEGs');
  equal(new Set(stored.map(({ series }) => series)).size, 1, 'series of the new SEGs');

  for (const { sop } of stored) {
    const { uid, description } = await reopenWith(viewer, sop);
    await hydrate(viewer, uid);
    await viewer.settle();
    equal(await viewer.labels(), saved, `the voxels of the reloaded ${description}`);
    equal(await activeSegment(viewer), 'Segment 1', 'the active segment after a reload');
    await viewer.scrollTo(9);
    await page.waitForTimeout(1000);
    await viewer.screenshot('02-reloaded');
  }
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

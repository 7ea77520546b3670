import { readFile } from 'node:fs/promises';
import { check, equal, eventually } from '../check.mjs';
import { archivedSegs, hydrate, reopenWith, segDisplaySets } from '../segs.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title = 'save by STOW as label map, binary and probabilities, reload, the same voxels';

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
  const drawn = (await viewer.cells()).flatMap(({ kind }, k) => (kind === 'drawn' ? [k] : []));
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

  // As a file: of several SEGs of one SOP class in a series OHIF lists a single one.
  await viewer.part('encoding').selectOption('FRACTIONAL');
  const [download] = await Promise.all([page.waitForEvent('download'), viewer.part('download').click()]);
  await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
  equal(
    (await viewer.part('saving').innerText()).includes('0 and 1'),
    false,
    'segments without probabilities',
  );
  const soft = await readFile(await download.path());

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
  await openSoft(viewer, soft, { saved, filled, drawn, note });
}

/** Probabilities of one half and more are what was filled; the drawn slice is certain; there is something in between. */
async function openSoft(viewer, soft, { saved, filled, drawn, note }) {
  const { page } = viewer;
  const open = async (percent) => {
    await viewer.part('open').locator('summary').click();
    await viewer
      .part('open-file')
      .setInputFiles({ name: 'soft.dcm', mimeType: 'application/dicom', buffer: soft });
    await viewer.part('open-percent').fill(String(percent));
    await viewer.part('open-answer').click();
    await page.locator('[data-cy=fslms-opening][data-phase=opened]').waitFor({ timeout: 60_000 });
    await viewer.settle();
    await viewer.part('open').locator('summary').click();
    return (await viewer.labels()).map((slice) => (slice ? voxelsOf(slice, 1) : 0));
  };
  const expected = saved.map((slice) => (slice ? voxelsOf(slice, 1) : 0));
  const half = await open(50);
  const nearly = await open(98);
  note(
    `voxels by slice: saved ${expected.join(' ')}, from 50 % ${half.join(' ')}, from 98 % ${nearly.join(' ')}`,
  );
  for (const k of filled) {
    const off = Math.abs(half[k] - expected[k]) / expected[k];
    check(off <= (drawn.includes(k) ? 0 : 0.02), `slice ${k} from 50 % on: ${half[k]}, saved ${expected[k]}`);
    if (drawn.includes(k)) equal(nearly[k], expected[k], `voxels of the drawn slice ${k} from 98 % on`);
    else check(nearly[k] < half[k], `slice ${k} holds more than 0 and 1: ${nearly[k]} of ${half[k]}`);
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

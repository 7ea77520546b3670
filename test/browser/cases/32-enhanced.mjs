import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { drawEllipse } from '../draw.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';
import { hydrate, segDisplaySets } from '../segs.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title =
  'enhanced multi-frame CT and MR: frames in any order are slices, drawn, filled, saved, reloaded';

/** What is stored inside and outside of the object; an MR has no rescaling. */
const IMAGES = {
  CT: { study: '2.25.70083200', intercept: -1000, inside: 1120, outside: 940 },
  MR: { study: '2.25.70083201', intercept: 0, inside: 610, outside: 240 },
};
const ENHANCED = { CT: '1.2.840.10008.5.1.4.1.1.2.1', MR: '1.2.840.10008.5.1.4.1.1.4.1' };
const SIZE = { columns: 64, rows: 56, slices: 10 };
/** In pixels; the centre moves from slice to slice, so that an exchange of frames would show. */
const RADII = [13, 9];
const centreOf = (k) => [22 + 2 * k, 30 - k];
const inside = (i, j, k) =>
  ((i - centreOf(k)[0]) / RADII[0]) ** 2 + ((j - centreOf(k)[1]) / RADII[1]) ** 2 <= 1;

export async function test(viewer, { note, url }) {
  for (const modality of Object.keys(IMAGES)) await drawFillSaveReload(viewer, modality, { note, url });
}

async function drawFillSaveReload(viewer, modality, { note, url }) {
  const { study, intercept, inside: high, outside: low } = IMAGES[modality];
  const { makeSeries } = await fixtureBuilder();
  const series = makeSeries({
    ...SIZE,
    studyInstanceUid: study,
    modality,
    enhanced: true,
    order: 'shuffled',
    intercept,
    storedAt: (i, j, k) => (inside(i, j, k) ? high : low) + ((i * 7 + j * 3 + k) % 20),
  });
  equal(series.files.length, 1, 'files of the series');
  await stow(url, series.files);
  const page = `${url}/few-shot-lms?StudyInstanceUIDs=${study}`;
  await viewer.page.goto(page);
  await viewer.panel.waitFor({ timeout: 90_000 });
  await viewer.chooseSeries({ ...series, slices: SIZE.slices });
  equal(await viewer.part('no-series').count(), 0, 'sentences that refuse the series');

  await viewer.createSegment();
  await viewer.settle();
  const support = SIZE.slices >> 1;
  await drawEllipse(viewer.page, support, { centre: centreOf(support), radii: RADII });
  await viewer.part('support').waitFor();
  await viewer.propagateToEnd();
  const saved = await viewer.labels();
  const dice = saved.map(diceOf);
  note(`${modality}: Dice by slice ${dice.map((value) => value.toFixed(2)).join(' ')}`);
  check(
    dice.every((value) => value > 0.85),
    `every slice is filled in its own place: ${dice}`,
  );

  for (const encoding of ['LABELMAP', 'BINARY']) {
    await viewer.part('encoding').selectOption(encoding);
    await viewer.part('store').click();
    const phase = () => viewer.part('saving').getAttribute('data-phase');
    check(await eventually(async () => ['saved', 'failed'].includes(await phase()), 30_000), 'saving ends');
    equal(await phase(), 'saved', `how saving ended (${await viewer.part('save').innerText()})`);
    await viewer.settle();
  }
  // Without an identifier: what OHIF lists of a segmentation that was not saved yet.
  const storedSegs = async () => (await segDisplaySets(viewer)).filter(({ sop }) => sop);
  await eventually(async () => (await storedSegs()).length >= 2);
  const stored = await storedSegs();
  equal(stored.length, 2, 'SEGs that were saved');

  for (const { sop, sopClass } of stored) {
    await viewer.page.goto(page);
    await viewer.panel.waitFor({ timeout: 90_000 });
    const listed = async () => (await segDisplaySets(viewer)).find((entry) => entry.sop === sop);
    check(await eventually(async () => Boolean(await listed()), 60_000), `OHIF lists the SEG ${sopClass}`);
    await hydrate(viewer, (await listed()).uid);
    await viewer.settle();
    equal(await viewer.labels(), saved, `voxels of the reloaded ${sopClass}`);
    const drawn = (await viewer.cells()).flatMap(({ kind }, k) => (kind === 'drawn' ? [k] : []));
    equal(drawn, [support], `drawn slices of the reloaded ${sopClass}`);
  }
  await viewer.screenshot(`32-reloaded-${modality}`);
  for (const seg of stored) await checkFrames(url, seg, { ...series, study, sopClass: ENHANCED[modality] });
}

/** Each frame of a SEG names the frame of the image that lies in the same place. */
async function checkFrames(url, seg, series) {
  const study = `${url}/dicom-web/studies/${series.study}/series`;
  const header = async (path) => {
    const answer = await fetch(`${study}/${path}/metadata`, {
      headers: { accept: 'application/dicom+json' },
    });
    return (await answer.json())[0];
  };
  const [image] = series.sopInstanceUids;
  const enhanced = await header(`${series.seriesInstanceUid}/instances/${image}`);
  equal(enhanced['00080016'].Value, [series.sopClass], 'SOP class of the image');
  const places = positionsOf(enhanced);
  const written = await header(`${seg.series}/instances/${seg.sop}`);
  const own = positionsOf(written);
  equal(own.length, SIZE.slices, 'frames of the SEG');
  written['52009230'].Value.forEach((frame, index) => {
    const source = frame['00089124'].Value[0]['00082112'].Value[0];
    equal(source['00081155'].Value, [image], `source image of frame ${index}`);
    const number = source['00081160'].Value[0];
    equal(own[index], places[number - 1], `place of frame ${index}, made from frame ${number}`);
  });
}

/** Image Position (Patient) of every frame. */
function positionsOf(header) {
  return header['52009230'].Value.map((frame) => frame['00209113'].Value[0]['00200032'].Value.map(Number));
}

/** Dice of a slice, as `labels` gives it, with the true object. */
function diceOf(slice, k) {
  const truth = new Set();
  for (let j = 0; j < SIZE.rows; j++) {
    for (let i = 0; i < SIZE.columns; i++) if (inside(i, j, k)) truth.add(j * SIZE.columns + i);
  }
  let both = 0;
  for (const run of slice.split(' ').filter(Boolean)) {
    const [from, to] = run.split('=')[0].split('-').map(Number);
    for (let n = from; n < to; n++) if (truth.has(n)) both++;
  }
  return (2 * both) / (truth.size + voxelsOf(slice, 1));
}

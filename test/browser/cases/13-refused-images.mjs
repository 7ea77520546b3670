import { check, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';

export const title =
  'colour images and frames without places are refused in a sentence; the next series works';

const STUDY = '2.25.70081300';
const SIZE = { columns: 64, rows: 64, slices: 6, studyInstanceUid: STUDY, modality: 'MR' };

/** A disc that is brighter than what is around it. */
const disc = (i, j) => (Math.hypot(i - 32, j - 32) < 16 ? 180 : 60 + ((i * 7 + j * 3) % 20));

export async function test(viewer, { note, url }) {
  const { makeSeries } = await fixtureBuilder();
  const grey = makeSeries({ ...SIZE, description: 'grey', seriesNumber: 1, storedAt: disc });
  const colour = makeSeries({
    ...SIZE,
    description: 'colour',
    seriesNumber: 2,
    bitsAllocated: 8,
    // Three samples of a pixel follow each other, so a row is written as one of three times the length.
    columns: 3 * SIZE.columns,
    storedAt: (i, j) => disc(Math.floor(i / 3), j) - 20 * (i % 3),
    elements: [
      ['00280002', 'US', 3],
      ['00280004', 'CS', 'RGB'],
      ['00280006', 'US', 0],
      ['00280011', 'US', SIZE.columns],
    ],
  });
  // A loop of pictures in one image, with one place for all of them.
  const frames = makeSeries({
    ...SIZE,
    description: 'frames',
    seriesNumber: 3,
    slices: 1,
    rows: SIZE.slices * SIZE.rows,
    storedAt: (i, j) => disc(i, j % SIZE.rows),
    elements: [
      ['00280008', 'IS', String(SIZE.slices)],
      ['00280010', 'US', SIZE.rows],
    ],
  });
  await stow(url, [...grey.files, ...colour.files, ...frames.files]);
  await viewer.page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 90_000 });

  const slices = SIZE.slices;
  await viewer.chooseSeries({ ...colour, slices });
  await refuses(viewer, /Colour images cannot be propagated.*choose a greyscale series/, note);
  await viewer.screenshot('13-colour');
  await viewer.chooseSeries({ ...frames, slices });
  await refuses(viewer, /frames of these images do not say where they lie.*one slice per image/, note);
  await viewer.screenshot('13-multi-frame');

  await viewer.chooseSeries({ ...grey, slices });
  await viewer.createSegment();
  await viewer.stroke([[0, 0]], 10);
  await viewer.part('support').waitFor();
  check((await viewer.part('no-series').count()) === 0, 'the sentence is gone');
  check(await viewer.part('propagate').isEnabled(), 'the next series can be propagated');
}

/** Says why, offers nothing that could start a run, and answers a command with the same sentence. */
async function refuses(viewer, sentence, note) {
  const said = async (part) => (await viewer.part(part).allInnerTexts()).join(' ').replaceAll('\n', ' ');
  check(
    await eventually(async () => sentence.test(await said('no-series'))),
    `the panel says ${sentence}: ${await said('no-series')}`,
  );
  note(await said('no-series'));
  for (const part of ['create', 'propagate']) {
    check((await viewer.part(part).count()) === 0, `there is no button "${part}"`);
  }
  await viewer.run('fewShotLmsPropagate');
  check(await eventually(async () => (await said('problem')) !== ''), 'the command is answered');
  check(sentence.test(await said('problem')), `the command is answered with it: ${await said('problem')}`);
}

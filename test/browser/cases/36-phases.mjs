import { check, equal, eventually } from '../check.mjs';
import { onlyInstance, readBinarySeg, seriesOf, stow } from '../dicom-web.mjs';
import { drawEllipse } from '../draw.mjs';
import { ellipseObject } from '../ellipse-object.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';
import { filledOn } from '../viewer.mjs';

export const title =
  'a series of three phases: the middle one is segmented, kept and saved, and that is said';

const STUDY = '2.25.70081360';
const [SIZE, SLICES, PHASES, DRAWN] = [96, 16, 3, 8];
const OBJECT = { centre: [50, 44], radii: [15, 11] };

export async function test(viewer, { note, url }) {
  const series = await phases();
  await stow(url, series.files);
  const enter = async () => {
    await viewer.panel.waitFor({ timeout: 90_000 });
    check(
      await eventually(
        async () => /3 phases or echoes.*number 2/.test((await viewer.part('stack').allInnerTexts()).join()),
        60_000,
      ),
      `the panel says which phase it works on: ${await viewer.part('stack').allInnerTexts()}`,
    );
  };
  await viewer.page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await enter();
  note(await viewer.part('stack').innerText());
  await viewer.createSegment();
  await drawEllipse(viewer.page, DRAWN, OBJECT);
  await viewer.part('support').waitFor();
  equal((await viewer.cells()).length, SLICES, 'slices of the strip');
  await viewer.propagateToEnd();
  await viewer.screenshot('36-done');
  const done = await viewer.labels();
  equal(done.length, SLICES, 'slices of the labelmap');
  note(`slices filled: ${filledOn(done).join(' ')}`);
  check(filledOn(done).length >= SLICES / 2, `slices are filled: ${filledOn(done)}`);

  await viewer.moveTo('/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await enter();
  await viewer.part('support').waitFor({ timeout: 60_000 });
  await viewer.settle();
  equal(await viewer.labels(), done, 'the voxels after the mode was left and entered');

  await viewer.part('encoding').selectOption('BINARY');
  await viewer.part('store').click();
  await viewer.page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
  const [saved] = await seriesOf(url, STUDY, 'SEG');
  const seg = readBinarySeg(await onlyInstance(url, STUDY, saved));
  const phaseOf = await viewer.page.evaluate(
    (uids) => {
      const { cornerstone, services } = window;
      const images = services.displaySetService
        .getActiveDisplaySets()
        .flatMap(({ imageIds }) => imageIds ?? [])
        .map((id) => cornerstone.metaData.get('instance', id));
      return uids.map((uid) =>
        Number(images.find(({ SOPInstanceUID }) => SOPInstanceUID === uid)?.TemporalPositionIdentifier),
      );
    },
    seg.frames.map(({ sop }) => sop),
  );
  equal([...new Set(phaseOf)], [2], 'phases that the frames of the SEG are of');
  equal(seg.frames.length, filledOn(done).length, 'frames of the SEG');
}

/** Three phases of an object that ends inside the volume. */
async function phases() {
  const { makeSeries } = await fixtureBuilder();
  return makeSeries({
    studyInstanceUid: STUDY,
    modality: 'MR',
    description: 'three phases',
    seriesNumber: 1,
    columns: SIZE,
    rows: SIZE,
    slices: SLICES,
    pixelSpacing: [1.5, 1.5],
    sliceSpacing: 3,
    repeats: PHASES,
    imageElements: (_, repeat) => [
      ['00200100', 'IS', String(repeat + 1)],
      ['00200105', 'IS', String(PHASES)],
    ],
    storedAt: ellipseObject({ ...OBJECT, size: SIZE, slices: [3, 12] }),
  });
}

import { check, equal, eventually } from '../check.mjs';
import { onlyInstance, readBinarySeg, seriesOf, stow } from '../dicom-web.mjs';
import { drawEllipse } from '../draw.mjs';
import { ellipseObject } from '../ellipse-object.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';

export const title =
  'a series of two acquisitions and a localizer: the one drawn on is segmented, saved and opened again';

const STUDY = '2.25.70081350';
const SIZE = 128;
const SLICES = 20;
/** Slices of the object, and the one that is drawn. */
const OBJECT = [5, 14];
const DRAWN = 10;
const ELLIPSE = { centre: [70, 60], radii: [20, 14] };

export async function test(viewer, { note, url }) {
  const { series, files } = await studyOfStacks();
  await stow(url, files);
  const open = async () => {
    await viewer.page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
    await viewer.panel.waitFor({ timeout: 90_000 });
    await viewer.imagesOf(series, 2 * SLICES + 1);
    await viewer.settle();
  };
  await open();
  const images = await listed(viewer);
  const imageOf = (acquisition, slice) =>
    images.findIndex((image) => image.acquisition === acquisition && image.slice === slice);
  const says = async (words) =>
    check(
      await eventually(async () => words.test((await viewer.part('stack').allInnerTexts()).join()), 10_000),
      `the panel says ${words}: ${await viewer.part('stack').allInnerTexts()}`,
    );

  // Before anything is drawn the panel follows what is in view.
  await show(viewer, imageOf(1, DRAWN));
  await says(/Stack \d of 3 .*acquisition 1/);
  await viewer.createSegment();
  await show(viewer, imageOf(2, DRAWN));
  await says(/Stack \d of 3 .*acquisition 2/);
  note(await viewer.part('stack').innerText());

  await drawOn(viewer, images[imageOf(2, DRAWN)].sop);
  await viewer.part('support').waitFor();
  equal((await viewer.cells()).length, SLICES, 'slices of the strip');
  await viewer.propagateToEnd();
  await viewer.screenshot('35-done');
  const done = await masks(viewer);
  equal([...new Set(done.map(({ acquisition }) => acquisition))], [2], 'acquisitions that have voxels');
  const slices = done.map(({ slice }) => slice);
  check(
    slices.includes(OBJECT[0] + 1) && slices.includes(OBJECT[1] - 1),
    `the object is filled from end to end: slices ${slices}`,
  );
  note(`slices filled: ${slices.join(' ')}`);

  // Scrolling on to the other acquisition changes nothing.
  await show(viewer, imageOf(1, DRAWN));
  await viewer.settle();
  await says(/acquisition 2/);
  equal((await viewer.cells()).filter(({ kind }) => kind === 'drawn').length, 1, 'drawn slices of the strip');

  // What is drawn on the other acquisition too cannot go into one SEG, which is said; nothing is lost by it.
  await drawOn(viewer, images[imageOf(1, 3)].sop);
  await viewer.settle();
  const both = await masks(viewer);
  equal(both.length, done.length + 1, 'slices with voxels, now that the other acquisition is drawn on');
  await viewer.part('encoding').selectOption('BINARY');
  await viewer.part('store').click();
  await viewer.savingFailed();
  const sentence = await viewer.part('save').innerText();
  check(/1 image of another stack of this series is drawn on too/.test(sentence), `saving says: ${sentence}`);
  equal(await masks(viewer), both, 'the voxels after the refusal');

  // Leaving the mode keeps all of it.
  await viewer.moveTo('/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 60_000 });
  await viewer.part('support').waitFor({ timeout: 60_000 });
  await viewer.settle();
  equal(await masks(viewer), both, 'the voxels after the mode was left and entered');
  await says(/acquisition 2/);

  // Erased there, it is saved with the images of its acquisition alone.
  await drawOn(viewer, images[imageOf(1, 3)].sop, 0);
  await viewer.part('encoding').selectOption('BINARY');
  await viewer.part('store').click();
  await viewer.page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
  const [saved, ...others] = await seriesOf(url, STUDY, 'SEG');
  equal(others, [], 'further SEG series');
  const seg = readBinarySeg(await onlyInstance(url, STUDY, saved));
  const sources = seg.frames.map(({ sop }) => images.find((image) => image.sop === sop));
  equal(
    sources.map(({ acquisition, slice }) => ({ acquisition, slice })),
    done.map(({ acquisition, slice }) => ({ acquisition, slice })),
    'images that the frames of the SEG are of',
  );
  equal(
    seg.frames.map(({ voxels }) => voxels.reduce((sum, voxel) => sum + voxel, 0)),
    done.map(({ voxels }) => voxels),
    'voxels of the frames',
  );

  // Opened by the panel on its own acquisition, and on the other one, which is said.
  await open();
  await openSaved(viewer, imageOf(2, DRAWN));
  equal(await masks(viewer), done, 'the voxels of the SEG on its own acquisition');
  await open();
  await openSaved(viewer, imageOf(1, DRAWN));
  equal(
    (await masks(viewer)).map(({ acquisition, slice, voxels }) => [acquisition, slice, voxels]),
    done.map(({ slice, voxels }) => [1, slice, voxels]),
    'the voxels of the SEG on the other acquisition',
  );
  const told = await viewer.part('opening').innerText();
  check(/made on other images of this series/.test(told), `opening says: ${told}`);

  // A step is not undone on another stack than its own.
  await open();
  await show(viewer, imageOf(2, DRAWN));
  await viewer.createSegment();
  await drawOn(viewer, images[imageOf(2, DRAWN)].sop);
  await viewer.part('support').waitFor();
  await viewer.propagateToEnd();
  await viewer.part('clear').locator('summary').click();
  await viewer.part('clear-all').click();
  await viewer.settle();
  await drawOn(viewer, images[imageOf(2, DRAWN)].sop, 0);
  await viewer.settle();
  await show(viewer, imageOf(1, DRAWN));
  await drawOn(viewer, images[imageOf(1, DRAWN)].sop);
  await says(/acquisition 1/);
  const moved = await masks(viewer);
  equal(
    moved.map(({ acquisition, slice }) => [acquisition, slice]),
    [[1, DRAWN]],
    'slices with voxels after the drawing has moved',
  );
  await viewer.undo();
  const refusal = await viewer.part('problem').innerText();
  check(/was done on another stack of this series/.test(refusal), `undoing says: ${refusal}`);
  equal(await viewer.part('summary').count(), 0, 'summaries of the run on the stack before');
  // As on a small screen, where whoever undoes by keyboard may have scrolled the sentence's place away.
  const scrolled = await viewer.panel.evaluate((element) => {
    element.style.maxHeight = '300px';
    element.scrollTop = element.scrollHeight;
    return element.scrollTop;
  });
  const shown = await viewer.part('problem').evaluate((element) => {
    const { left, top } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + 8, top + 8));
  });
  check(shown && scrolled > 0, `the sentence is in sight: ${shown}, the panel scrolled by ${scrolled}`);
  await viewer.screenshot('35-other-stack');
  equal(await masks(viewer), moved, 'the voxels after an undo of what was done on the other stack');
}

/** Two acquisitions of an object, one after the other, and one sagittal image, all in one series. */
async function studyOfStacks() {
  const { makeSeries, orientations } = await fixtureBuilder();
  const common = { studyInstanceUid: STUDY, frameOfReferenceUid: `${STUDY}.1`, modality: 'MR' };
  const storedAt = ellipseObject({ ...ELLIPSE, size: SIZE, slices: OBJECT });
  const stacks = makeSeries({
    ...common,
    description: 'two acquisitions',
    seriesNumber: 1,
    columns: SIZE,
    rows: SIZE,
    slices: SLICES,
    pixelSpacing: [1.5, 1.5],
    sliceSpacing: 3,
    repeats: 2,
    imageElements: (_, repeat) => [['00200012', 'IS', String(repeat + 1)]],
    storedAt,
  });
  const localizer = makeSeries({
    ...common,
    seriesInstanceUid: stacks.seriesInstanceUid,
    description: 'two acquisitions',
    seriesNumber: 1,
    columns: SIZE,
    rows: 96,
    slices: 1,
    orientation: orientations.sagittal,
    storedAt,
    elements: [['00200013', 'IS', '100']],
  });
  return { series: stacks.seriesInstanceUid, files: [...stacks.files, ...localizer.files] };
}

/** The viewer's images, in its own order: SOP instance, acquisition, slice within it. */
function listed(viewer) {
  return viewer.page.evaluate(() => {
    const { cornerstone, services } = window;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(
      services.viewportGridService.getActiveViewportId(),
    );
    const images = viewport.getImageIds().map((id) => {
      const instance = cornerstone.metaData.get('instance', id);
      return {
        sop: instance.SOPInstanceUID,
        acquisition: Number(instance.AcquisitionNumber ?? 0),
        z: Number(instance.ImagePositionPatient[2]),
      };
    });
    return images.map(({ sop, acquisition, z }) => ({
      sop,
      acquisition,
      slice: images.filter((other) => other.acquisition === acquisition && other.z < z).length,
    }));
  });
}

/** Slices with voxels in the active segmentation: acquisition, slice, how many, and a number that depends on where. */
async function masks(viewer) {
  const images = await listed(viewer);
  const found = await viewer.page.evaluate(() => {
    const { cornerstone, services } = window;
    const viewportId = services.viewportGridService.getActiveViewportId();
    const segmentation = services.segmentationService.getActiveSegmentation(viewportId);
    return segmentation.representationData.Labelmap.imageIds.map((id) => {
      const image = cornerstone.cache.getImage(id);
      const { SOPInstanceUID: sop } = cornerstone.metaData.get('instance', image.referencedImageId);
      let [voxels, where] = [0, 0];
      image.voxelManager.getScalarData().forEach((value, n) => {
        if (value === 0) return;
        voxels++;
        where = (where * 31 + n * value) % 1_000_003;
      });
      return { sop, voxels, where };
    });
  });
  return found
    .filter(({ voxels }) => voxels > 0)
    .map(({ sop, voxels, where }) => {
      const { acquisition, slice } = images.find((image) => image.sop === sop);
      return { acquisition, slice, voxels, where };
    })
    .sort((a, b) => a.acquisition - b.acquisition || a.slice - b.slice);
}

async function show(viewer, index) {
  await viewer.page.evaluate((image) => {
    const { services } = window;
    return services.cornerstoneViewportService
      .getCornerstoneViewport(services.viewportGridService.getActiveViewportId())
      .setImageIdIndex(image)
      .then(() => undefined);
  }, index);
  await viewer.settle();
}

/** Draws the object on an image of the active segmentation, or erases it, as a tool does. */
function drawOn(viewer, sop, value = 1) {
  return drawEllipse(viewer.page, { sop }, ELLIPSE, value);
}

/** Opens the only SEG by the panel's list while an image is in view. */
async function openSaved(viewer, index) {
  await show(viewer, index);
  await viewer.part('open').locator('summary').click();
  await viewer.part('open-seg').first().click();
  await viewer.page.locator('[data-cy=fslms-opening][data-phase=opened]').waitFor({ timeout: 60_000 });
  await viewer.settle();
}

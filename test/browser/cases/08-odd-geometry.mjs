import { check, equal, eventually } from '../check.mjs';
import { onlyInstance, readBinarySeg, seriesOf, stow } from '../dicom-web.mjs';
import { cross, dot, oddStudy } from '../odd-study.mjs';

export const title =
  'tilted CT and sagittal MR in one study: right in patient space, in the viewer and in the SEG';

const DICE = 0.9;
/** Millimetres that decimal strings may be off. */
const SAME_PLACE = 1e-4;

export async function test(viewer, { note, url }) {
  const { studyInstanceUid, ct, mr } = await oddStudy();
  await stow(url, [...ct.files, ...mr.files]);
  await viewer.page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${studyInstanceUid}`);
  await viewer.panel.waitFor({ timeout: 90_000 });

  await viewer.chooseSeries(ct);
  const ctLabels = await segmentAndSave(viewer, ct, { note, url });

  await viewer.chooseSeries(mr);
  check(await viewer.part('create').isVisible(), 'the other series starts without a segment');
  await equalVoxels(viewer, ct, ctLabels, 'the CT after the MR was opened');
  const mrLabels = await segmentAndSave(viewer, mr, { note, url });
  await equalVoxels(viewer, ct, ctLabels, 'the CT after the MR was propagated and saved');

  // The CT again, now that both have a segmentation, and once more a run.
  await viewer.chooseSeries(ct);
  check(
    await eventually(async () => (await viewer.cells()).length === ct.slices, 20_000),
    'the panel follows back to the CT',
  );
  equal(
    (await viewer.cells()).filter(({ kind }) => kind === 'drawn').length,
    1,
    'drawn slices of the CT, when it is opened again',
  );
  await equalVoxels(viewer, ct, ctLabels, 'the CT when it is opened again');
  await equalVoxels(viewer, mr, mrLabels, 'the MR when the CT is opened again');
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the second run on the CT ended');
  await viewer.settle();
  await equalVoxels(viewer, ct, ctLabels, 'the CT after the same run again');
  await equalVoxels(viewer, mr, mrLabels, 'the MR after a run on the CT');
}

/** Draws the true object on a slice in its middle, propagates, compares, saves, compares what was saved. */
async function segmentAndSave(viewer, series, { note, url }) {
  const { modality, studyInstanceUid } = series;
  await viewer.createSegment();
  const empty = await labelmap(viewer, series);
  checkPlaces(empty, series);
  const truth = empty.map((slice) => trueObject(slice, series.inside));
  const shown = truth.flatMap((voxels, k) => (voxels.includes(1) ? [k] : []));
  const [first, last] = [shown[0], shown[shown.length - 1]];
  check(first >= 2 && last < truth.length - 2, `the object ends inside the volume: ${first} to ${last}`);
  const support = shown[shown.length >> 1];
  await drawExactly(viewer, empty[support], truth[support]);
  await viewer.part('support').waitFor();
  const card = await viewer.part('support').innerText();
  const number = await shownNumber(viewer, empty[support].sop);
  check(new RegExp(`Slice ${number}\\b`).test(card), `the card names slice ${number}: ${card}`);

  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', `how the run on the ${modality} ended`);
  await viewer.settle();
  await viewer.screenshot(`08-${modality}`);
  const labels = await labelmap(viewer, series);
  equal(labels[support].voxels, truth[support], 'the drawn slice');
  note(`${modality}: ${compare(labels, truth, support)}`);

  const before = await seriesOf(url, studyInstanceUid, 'SEG');
  await viewer.part('encoding').selectOption('BINARY');
  await viewer.part('store').click();
  const added = async () =>
    (await seriesOf(url, studyInstanceUid, 'SEG')).filter((uid) => !before.includes(uid));
  const saving = viewer.part('saving');
  const ended = async () => ['saved', 'failed'].includes(await saving.getAttribute('data-phase'));
  check(await eventually(ended, 30_000), 'saving ends');
  equal(
    await saving.getAttribute('data-phase'),
    'saved',
    `how saving ended (${await viewer.part('save').innerText()})`,
  );
  check(await eventually(async () => (await added()).length > 0, 10_000), 'a SEG series is stored');
  const stored = await added();
  equal(stored.length, 1, 'SEG series that were stored');
  checkSeg(readBinarySeg(await onlyInstance(url, studyInstanceUid, stored[0])), labels, series);
  return labels;
}

/** The viewer's slices, in spatial order, are those of the fixture, where the fixture put them. */
function checkPlaces(slices, { sopInstanceUids, geometry }) {
  equal(
    slices.map(({ sop }) => sop),
    sopInstanceUids,
    'images of the labelmap in spatial order',
  );
  slices.forEach(({ position }, k) => {
    const expected = geometry.origin.map(
      (start, axis) => start + geometry.direction[2][axis] * geometry.slicePositions[k],
    );
    near(position, expected, `position of slice ${k}`);
  });
}

/** The true object on a slice as the viewer describes it: in patient space, pixel by pixel. */
function trueObject({ rows, columns, position, orientation, spacing }, inside) {
  return Array.from({ length: rows * columns }, (_, n) => {
    const [i, j] = [n % columns, Math.floor(n / columns)];
    const point = position.map(
      (start, axis) => start + orientation[axis] * i * spacing[1] + orientation[3 + axis] * j * spacing[0],
    );
    return inside(point) ? 1 : 0;
  });
}

/** Good overlap, in this place better than in any other, and nothing beyond the ends. The drawn slice does not count. */
function compare(labels, truth, support) {
  const found = labels.map(({ voxels }, k) => (k === support ? voxels.map(() => 0) : voxels));
  const expected = truth.map((voxels, k) => (k === support ? voxels.map(() => 0) : voxels));
  check(
    found.flat().every((value) => value === 0 || value === 1),
    'only the one segment',
  );
  const shown = truth.flatMap((voxels, k) => (voxels.includes(1) ? [k] : []));
  const filled = found.flatMap((voxels, k) => (voxels.includes(1) ? [k] : []));
  const beyond = filled.filter((k) => k <= shown[0] - 2 || k >= shown[shown.length - 1] + 2);
  equal(beyond, [], 'slices filled two or more beyond the ends of the object');
  const here = dice(
    shown.map((k) => found[k]),
    shown.map((k) => expected[k]),
  );
  const { rows, columns } = labels[0];
  check(here > DICE, `Dice on the slices that show the object is above ${DICE}: ${here.toFixed(3)}`);

  let nearest = 0;
  for (const [name, move] of Object.entries(displacements(rows, columns, found.length, support))) {
    const moved = dice(found.map(move), expected);
    nearest = Math.max(nearest, moved);
    const inPlace = dice(found, expected);
    check(
      moved < inPlace,
      `the result fits better ${name}: Dice ${moved.toFixed(3)}, not ${inPlace.toFixed(3)}`,
    );
  }
  return `Dice ${here.toFixed(3)} on ${shown.length - 1} slices (displaced: ${nearest.toFixed(3)} at most), filled ${filled[0]} to ${filled[filled.length - 1]}, true ${shown[0]} to ${shown[shown.length - 1]}`;
}

/** The mistakes that this test is there to find, as maps of slice k of a stack. */
function displacements(rows, columns, slices, support) {
  const inPlane = (source) => (voxels) =>
    voxels.map((_, n) => {
      const [i, j] = source(n % columns, Math.floor(n / columns));
      return i >= 0 && j >= 0 && i < columns && j < rows ? voxels[j * columns + i] : 0;
    });
  const ofSlice = (source) => (_, k, stack) => stack[source(k)] ?? stack[k].map(() => 0);
  return {
    'flipped left to right': inPlane((i, j) => [columns - 1 - i, j]),
    'flipped top to bottom': inPlane((i, j) => [i, rows - 1 - j]),
    'turned by 180 degrees': inPlane((i, j) => [columns - 1 - i, rows - 1 - j]),
    transposed: inPlane((i, j) => [j, i]),
    'a column to the right': inPlane((i, j) => [i - 1, j]),
    'a column to the left': inPlane((i, j) => [i + 1, j]),
    'a row down': inPlane((i, j) => [i, j - 1]),
    'a row up': inPlane((i, j) => [i, j + 1]),
    'a slice up': ofSlice((k) => k - 1),
    'a slice down': ofSlice((k) => k + 1),
    'with its slices reversed': ofSlice((k) => slices - 1 - k),
    'with its slices mirrored at the drawn one': ofSlice((k) => 2 * support - k),
  };
}

function dice(a, b) {
  let [both, sum] = [0, 0];
  a.forEach((voxels, k) =>
    voxels.forEach((value, n) => {
      both += value & b[k][n];
      sum += value + b[k][n];
    }),
  );
  return (2 * both) / sum;
}

/** The SEG names the series, and says of each of its images what the viewer shows on it. */
function checkSeg(seg, labels, { seriesInstanceUid }) {
  equal(seg.referencedSeries, [seriesInstanceUid], 'the series that the SEG names');
  const filled = labels.filter(({ voxels }) => voxels.includes(1));
  equal(
    seg.frames.map(({ sop }) => sop).sort(),
    filled.map(({ sop }) => sop).sort(),
    'images that the frames of the SEG refer to',
  );
  for (const { sop, segment, position, orientation, spacing, voxels } of seg.frames) {
    const image = labels.find((slice) => slice.sop === sop);
    equal(segment, 1, 'segment of a frame');
    equal([seg.rows, seg.columns], [image.rows, image.columns], 'size of a frame');
    near(position, image.position, 'position of a frame and its image');
    near(orientation, image.orientation, 'orientation of a frame and its image');
    near(spacing, image.spacing, 'pixel spacing of a frame and its image');
    const different = voxels.filter((value, n) => value !== image.voxels[n]).length;
    equal(different, 0, `voxels of ${sop} that differ between SEG and viewer`);
  }
}

function near(actual, expected, what) {
  equal(actual.length, expected.length, `numbers in the ${what}`);
  const off = Math.max(...actual.map((value, n) => Math.abs(value - expected[n])));
  check(off < SAME_PLACE, `${what}: expected ${expected}, got ${actual}`);
}

async function equalVoxels(viewer, series, expected, what) {
  const actual = await labelmap(viewer, series);
  equal(
    actual.map(({ sop }) => sop),
    expected.map(({ sop }) => sop),
    `images of ${what}`,
  );
  actual.forEach(({ voxels }, k) => {
    const different = voxels.filter((value, n) => value !== expected[k].voxels[n]).length;
    equal(different, 0, `changed voxels on slice ${k} of ${what}`);
  });
}

/**
 * The only segmentation of a series, straight from Cornerstone3D, in spatial order: each slice with the image that it
 * belongs to, where that one lies, and the label values.
 */
async function labelmap(viewer, { seriesInstanceUid }) {
  const found = await viewer.page.evaluate((uid) => {
    const { cornerstone, services } = window;
    const headerOf = (image) => cornerstone.metaData.get('instance', image.referencedImageId);
    return services.segmentationService
      .getSegmentations()
      .map(({ representationData }) =>
        representationData.Labelmap.imageIds.map((id) => cornerstone.cache.getImage(id)),
      )
      .filter((images) => headerOf(images[0]).SeriesInstanceUID === uid)
      .map((images) =>
        images.map((image) => {
          const header = headerOf(image);
          return {
            imageId: image.imageId,
            sop: header.SOPInstanceUID,
            series: header.SeriesInstanceUID,
            rows: header.Rows,
            columns: header.Columns,
            position: [...header.ImagePositionPatient].map(Number),
            orientation: [...header.ImageOrientationPatient].map(Number),
            spacing: [...header.PixelSpacing].map(Number),
            voxels: Array.from(image.voxelManager.getScalarData()),
          };
        }),
      );
  }, seriesInstanceUid);
  equal(found.length, 1, `segmentations of series ${seriesInstanceUid}`);
  const [slices] = found;
  check(
    slices.every(({ series }) => series === seriesInstanceUid),
    'a labelmap lies on the images of one series',
  );
  const { orientation } = slices[0];
  const normal = cross(orientation.slice(0, 3), orientation.slice(3, 6));
  return slices.sort((a, b) => dot(a.position, normal) - dot(b.position, normal));
}

/** The place of an image in the order in which the viewer scrolls, counted from 1. */
function shownNumber(viewer, sop) {
  return viewer.page.evaluate((uid) => {
    const { cornerstone, services } = window;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(
      services.viewportGridService.getActiveViewportId(),
    );
    const ids = viewport.getImageIds();
    return 1 + ids.findIndex((id) => cornerstone.metaData.get('instance', id).SOPInstanceUID === uid);
  }, sop);
}

/** Sets the voxels of a slice to a mask, with the event that the brush would send. */
function drawExactly(viewer, { imageId }, mask) {
  return viewer.page.evaluate(
    ([id, voxels]) => {
      const { cornerstone, cornerstoneTools, services } = window;
      const { segmentationId } = services.segmentationService
        .getSegmentations()
        .find(({ representationData }) => representationData.Labelmap.imageIds.includes(id));
      const { voxelManager } = cornerstone.cache.getImage(id);
      voxels.forEach((value, n) => voxelManager.setAtIndex(n, value));
      cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
    },
    [imageId, mask],
  );
}

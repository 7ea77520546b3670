import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { drawEllipse } from '../draw.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';
import { filledOn } from '../viewer.mjs';
import {
  activateAcross,
  enterMprDuringRun,
  goToSliceBeside,
  masksShown,
  toOneViewport,
  viewportTypes,
} from '../viewports.mjs';

export const title =
  'a change to MPR and to 3D during a run loses nothing, both show the result; two series of one study in two viewports keep their own segmentations, and the colours of their labels while the mode is left with another one in view';

const STUDY = '2.25.70081400';
const SLICES = 60;
const DRAWN = 30;
/** So that the run lasts longer than a change of the layout, on a busy machine too. */
const SLOW_MS = 1500;
const SLICE_SPACING = 3;
/** Chosen for the two labels of the first series; none is one of the viewer's first colours. */
const COLOURS = [
  [12, 200, 34, 255],
  [250, 20, 160, 255],
];

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const [first, second] = await twoSeries();
  await stow(url, [...first.files, ...second.files]);
  await page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 90_000 });
  await viewer.chooseSeries({ seriesInstanceUid: first.seriesInstanceUid, slices: SLICES });
  await viewer.createSegment();
  await viewer.modelReady();
  await drawEllipse(page, DRAWN, ellipseOf(0));
  await viewer.part('support').waitFor();
  const drawn = await viewer.labels();

  // MPR while the run goes on, and back.
  const normal = await viewer.slowDown(SLOW_MS);
  await viewer.propagate();
  await enterMprDuringRun(viewer);
  await normal();
  equal(await viewer.runEnded(), 'done', 'how the run ended in MPR');
  await viewer.settle();
  await masksShown(page);
  await viewer.screenshot('25-mpr');
  equal(await viewer.part('strip').count(), 1, 'strips in MPR');
  await checkedBeside(viewer, first, 'orthographic');
  await toOneViewport(viewer);
  await viewer.chooseSeries({ seriesInstanceUid: first.seriesInstanceUid, slices: SLICES });
  check(
    await eventually(async () => (await viewer.part('support').count()) === 1),
    'the segmentation is the active one again',
  );
  const filled = await viewer.labels();
  equal(filled[DRAWN], drawn[DRAWN], 'the drawn slice');
  await inThreeDimensions(viewer, first, { drawn, filled });
  check(filledOn(filled).length > 20, `the run filled slices: ${filledOn(filled).length}`);
  const summary = await viewer.part('summary').innerText();

  // The second series beside it.
  await viewer.run('setViewportGridLayout', { numRows: 1, numCols: 2 });
  check(await eventually(async () => (await viewportTypes(page)).length === 2), 'two viewports');
  const ids = await page.evaluate(() => [...window.services.viewportGridService.getState().viewports.keys()]);
  await activate(page, ids[1]);
  await viewer.chooseSeries({ seriesInstanceUid: second.seriesInstanceUid, slices: SLICES });
  check(
    await eventually(async () => (await viewer.part('create').count()) === 1),
    'the second series starts without a segmentation',
  );
  await viewer.createSegment();
  await drawEllipse(page, DRAWN, ellipseOf(1));
  await viewer.part('support').waitFor();
  equal(await viewer.part('summary').count(), 0, 'summaries of a run for the second series');
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the run on the second series ended');
  await viewer.settle();
  const other = await viewer.labels();
  check(filledOn(other).length > 20, `the second run filled slices: ${filledOn(other).length}`);
  check(
    other.some((slice, k) => slice !== filled[k]),
    'the two segmentations differ',
  );
  await viewer.screenshot('25-two-series');

  await activate(page, ids[0]);
  check(
    await eventually(async () => JSON.stringify(await viewer.labels()) === JSON.stringify(filled)),
    'the first segmentation is as it was',
  );
  await viewer.settle();
  equal((await viewer.cells())[DRAWN].kind, 'drawn', 'the drawn slice of the first series in the strip');
  await coloursComeBack(viewer, first, second);
  note(`first series: ${summary.replaceAll('\n', ' ')}`);
}

/** Colours chosen on the first series stay when the mode is left with the second one in the only viewport. */
async function coloursComeBack(viewer, first, second) {
  const { page } = viewer;
  const back = { seriesInstanceUid: first.seriesInstanceUid, slices: SLICES };
  await viewer.addSegments('Other');
  await drawEllipse(page, DRAWN, ellipseOf(1), 2);
  await viewer.settle();
  await page.evaluate((colours) => {
    const { segmentationService, viewportGridService } = window.services;
    const viewportId = viewportGridService.getActiveViewportId();
    const { segmentationId } = segmentationService.getActiveSegmentation(viewportId);
    for (const [n, colour] of colours.entries())
      segmentationService.setSegmentColor(viewportId, segmentationId, n + 1, colour);
  }, COLOURS);
  await viewer.settle();
  const before = await viewer.labels();
  const swatches = await labelColours(page);
  equal(await colours(page), COLOURS, 'the colours that were chosen');

  await viewer.run('setViewportGridLayout', { numRows: 1, numCols: 1 });
  check(await eventually(async () => (await viewportTypes(page)).length === 1), 'one viewport');
  await viewer.chooseSeries({ seriesInstanceUid: second.seriesInstanceUid, slices: SLICES });
  await viewer.moveTo('/');
  await viewer.panel.waitFor({ state: 'detached', timeout: 30_000 });
  await viewer.moveTo(`/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 60_000 });
  await viewer.chooseSeries(back);
  check(
    await eventually(async () => (await viewer.part('label').count()) === 2, 15_000),
    'both labels of the first series come back',
  );
  await viewer.settle();
  equal(await viewer.labels(), before, 'the labelmap of the first series');
  equal(await colours(page), COLOURS, 'the colours of its labels');
  equal(await labelColours(page), swatches, 'the colours in the list of labels');
  await viewer.screenshot('25-colours');
}

/** Of the two labels of the active segmentation, as the viewer draws them. */
function colours(page) {
  return page.evaluate(() => {
    const { segmentationService, viewportGridService } = window.services;
    const viewportId = viewportGridService.getActiveViewportId();
    const { segmentationId } = segmentationService.getActiveSegmentation(viewportId);
    return [1, 2].map((index) => [...segmentationService.getSegmentColor(viewportId, segmentationId, index)]);
  });
}

/** The same run again, while the viewer changes to three planes with a 3D view, and back. */
async function inThreeDimensions(viewer, { seriesInstanceUid }, { drawn, filled }) {
  const { page } = viewer;
  await viewer.undo();
  equal(await viewer.labels(), drawn, 'the labelmap before the second run');
  const normal = await viewer.slowDown(SLOW_MS);
  await viewer.propagate();
  await viewer.part('progress').waitFor();
  await viewer.run('setHangingProtocol', { protocolId: 'fourUp' });
  const types = async () => (await viewportTypes(page)).sort().join();
  check(
    await eventually(
      async () => (await types()) === 'orthographic,orthographic,orthographic,volume3d',
      60_000,
    ),
    `three planes and a 3D view: ${await types()}`,
  );
  equal(await viewer.part('cancel').count(), 1, 'buttons to cancel the run when the 3D view is there');
  await normal();
  equal(await viewer.runEnded(), 'done', 'how the run ended beside the 3D view');
  await viewer.settle();
  await masksShown(page);
  await surfaceShown(page, filledOn(filled));
  await viewer.screenshot('25-3d');
  await checkedBeside(viewer, { seriesInstanceUid }, 'volume3d');
  equal(await viewer.labels(), filled, 'the labelmap beside the 3D view: as after the run in MPR');
  await toOneViewport(viewer);
  await viewer.chooseSeries({ seriesInstanceUid, slices: SLICES });
  await viewer.part('support').waitFor();
  equal(await viewer.labels(), filled, 'the labelmap after the 3D view');
}

/** With a viewport active that shows no slices, slices are gone to, looked at and checked all the same. */
async function checkedBeside(viewer, { seriesInstanceUid }, type) {
  await activateAcross(viewer, type);
  for (const slice of [DRAWN - 5, DRAWN + 7]) await goToSliceBeside(viewer, slice, seriesInstanceUid);
  await viewer.part('accept').click();
  check(
    await eventually(async () => (await viewer.cell(DRAWN + 7).getAttribute('data-checked')) === 'true'),
    `the slice beside the active ${type} viewport is checked`,
  );
  await viewer.part('accept').click();
}

/**
 * Waits until the 3D view has the segment as a surface, which OHIF makes of the labelmap, over all slices that the run has
 * filled: the view was opened before most of them.
 */
async function surfaceShown(page, filled) {
  const surfaces = () =>
    page.evaluate(() => {
      const { cornerstone, services } = window;
      const viewports = cornerstone.getRenderingEngines().flatMap((engine) => engine.getViewports());
      const view = viewports.find(({ type }) => type === 'volume3d');
      return view
        .getActors()
        .filter(({ representationUID }) => representationUID?.includes('-Surface-'))
        .map(({ actor, representationUID }) => {
          const [, , , , low, high] = actor.getBounds();
          const own = services.segmentationService
            .getSegmentationRepresentations(view.id)
            .some(({ segmentationId, visible }) => visible && representationUID.startsWith(segmentationId));
          return { shown: own && actor.getVisibility(), height: high - low };
        });
    });
  const height = (filled.at(-1) - filled[0]) * SLICE_SPACING;
  check(
    await eventually(async () => {
      const [surface, ...others] = await surfaces();
      return surface?.shown && others.length === 0 && Math.abs(surface.height - height) <= 2 * SLICE_SPACING;
    }, 120_000),
    `one surface in the 3D view, ${height} mm high: ${JSON.stringify(await surfaces())}`,
  );
}

/** As the panel's list shows them. */
function labelColours(page) {
  return page
    .locator('[data-cy=fslms-label] .fslms__swatch')
    .evaluateAll((swatches) => swatches.map(({ style }) => style.background));
}

/** The object of a series: on the left in the first, on the right in the second. */
function ellipseOf(series) {
  return { centre: [series === 0 ? 52 : 92, 72], radii: [22, 17] };
}

async function twoSeries() {
  const { makeSeries } = await fixtureBuilder();
  return [0, 1].map((index) =>
    makeSeries({
      studyInstanceUid: STUDY,
      frameOfReferenceUid: `2.25.7008140${index + 1}`,
      modality: 'MR',
      description: `series ${index + 1}`,
      seriesNumber: index + 1,
      columns: 144,
      rows: 144,
      slices: SLICES,
      pixelSpacing: [1.4, 1.4],
      sliceSpacing: SLICE_SPACING,
      storedAt: (i, j) => {
        const { centre, radii } = ellipseOf(index);
        const inside = ((i - centre[0]) / radii[0]) ** 2 + ((j - centre[1]) / radii[1]) ** 2 <= 1;
        const texture = 20 * (Math.sin(0.31 * i) + Math.sin(0.23 * j - 0.13 * i));
        return Math.round((inside ? 520 : 260) + texture);
      },
    }),
  );
}

async function activate(page, viewportId) {
  await page.evaluate((id) => window.services.viewportGridService.setActiveViewportId(id), viewportId);
  await page.waitForTimeout(600);
}

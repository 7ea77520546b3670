import { check, equal, eventually } from './check.mjs';

/** Types of the viewports that are there, as Cornerstone3D names them. */
export function viewportTypes(page) {
  return page.evaluate(() =>
    window.cornerstone
      .getRenderingEngines()
      .flatMap((engine) => engine.getViewports())
      .map(({ type }) => type),
  );
}

/** Changes to OHIF's MPR while a run is going on, and checks that it still is when the three planes are there. */
export async function enterMprDuringRun(viewer) {
  const { page } = viewer;
  const phase = () => page.evaluate(() => window.services.fewShotLmsService.getSnapshot().run.phase);
  check(
    await eventually(async () => (await phase()) === 'running', 60_000),
    `the run begins: ${await phase()}`,
  );
  await viewer.run('setHangingProtocol', { protocolId: 'mpr' });
  check(
    await eventually(
      async () => (await viewportTypes(page)).join() === 'orthographic,orthographic,orthographic',
      60_000,
    ),
    `three planes: ${await viewportTypes(page)}`,
  );
  equal(await phase(), 'running', 'the run when the three planes are there');
}

/** Back to OHIF's first layout. */
export async function toOneViewport(viewer) {
  await viewer.run('setHangingProtocol', { protocolId: 'default' });
  check(
    await eventually(async () => (await viewportTypes(viewer.page)).length === 1, 20_000),
    `back to one viewport: ${await viewportTypes(viewer.page)}`,
  );
  await viewer.settle();
}

/** Waits until each of the three planes draws the labelmap. */
export async function masksShown(page) {
  const planes = () =>
    page.evaluate(() =>
      window.cornerstone
        .getRenderingEngines()
        .flatMap((engine) => engine.getViewports())
        .filter(({ type }) => type === 'orthographic')
        .map((viewport) =>
          viewport
            .getActors()
            .some(
              ({ representationUID, actor }) =>
                representationUID?.includes('-Labelmap') && actor.getVisibility(),
            ),
        ),
    );
  check(
    await eventually(async () => (await planes()).join() === 'true,true,true', 120_000),
    `planes that show the mask: ${await planes()}`,
  );
}

/**
 * In a layout of planes, makes a viewport the active one that does not show the slices as they were acquired.
 * @param {'orthographic' | 'volume3d'} type a plane across the slices, or the 3D view
 */
export async function activateAcross({ page }, type) {
  await page.evaluate((wanted) => {
    const { cornerstone, services } = window;
    const across = cornerstone
      .getRenderingEngines()
      .flatMap((engine) => engine.getViewports())
      .find((viewport) => viewport.type === wanted && !viewport.getCurrentImageId());
    services.viewportGridService.setActiveViewportId(across.id);
  }, type);
  await page.waitForTimeout(600);
}

/**
 * Goes to a slice by the strip while such a viewport is the active one: the plane of acquisition beside it shows the slice,
 * the active one stays where it is, and the panel is about that slice.
 */
export async function goToSliceBeside(viewer, slice, seriesInstanceUid) {
  const { page } = viewer;
  const focus = () =>
    page.evaluate(() => {
      const { cornerstoneViewportService, viewportGridService } = window.services;
      const active = viewportGridService.getActiveViewportId();
      const viewport = cornerstoneViewportService.getCornerstoneViewport(active);
      return [active, ...viewport.getCamera().focalPoint.map((value) => value.toFixed(3))].join();
    });
  const before = await focus();
  await viewer.goTo(slice);
  equal(await shownSlices(page, seriesInstanceUid), [slice], 'slices in the viewports beside the active one');
  equal(await focus(), before, 'the active viewport and where it looks');
  equal(await viewer.part('problem').count(), 0, 'problems');
}

/** The slices that planes of acquisition show, in spatial order of the series. */
function shownSlices(page, seriesInstanceUid) {
  return page.evaluate((uid) => {
    const { cornerstone } = window;
    const depthOf = (imageId) => {
      const plane = cornerstone.metaData.get('imagePlaneModule', imageId);
      const [a, b] = [plane.rowCosines, plane.columnCosines].map((v) => [...v]);
      const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
      return normal.reduce((sum, n, axis) => sum + n * plane.imagePositionPatient[axis], 0);
    };
    return cornerstone
      .getRenderingEngines()
      .flatMap((engine) => engine.getViewports())
      .flatMap((viewport) => {
        const imageId = viewport.getCurrentImageId();
        if (!imageId || cornerstone.metaData.get('instance', imageId).SeriesInstanceUID !== uid) return [];
        const depths = viewport.getImageIds().map(depthOf);
        return [depths.sort((p, q) => p - q).indexOf(depthOf(imageId))];
      });
  }, seriesInstanceUid);
}

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
  await viewer.part('progress').waitFor();
  await viewer.run('setHangingProtocol', { protocolId: 'mpr' });
  check(
    await eventually(
      async () => (await viewportTypes(page)).join() === 'orthographic,orthographic,orthographic',
      60_000,
    ),
    `three planes: ${await viewportTypes(page)}`,
  );
  const phase = await page.evaluate(() => window.services.fewShotLmsService.getSnapshot().run.phase);
  equal(phase, 'running', 'the run when the three planes are there');
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

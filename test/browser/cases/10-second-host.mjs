import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import webpack from 'webpack';
import { check, equal } from '../check.mjs';
import { seriesOf } from '../dicom-web.mjs';
import { secondHost } from '../second-host.mjs';
import { SAMPLE_SLICES, SAMPLE_STUDY, Viewer, voxelsOf } from '../viewer.mjs';

export const title = 'another OHIF, the packages from their tarballs: draw, propagate, undo, save';

const EXTENSION = '@few-shot-lms/ohif-extension';
const MODE = '@few-shot-lms/ohif-mode';

export async function test(_, { note, browser, url, outputFolder }) {
  const startedAt = Date.now();
  const host = await secondHost(`${url}/dicom-web`);
  try {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
    note(`OHIF ${host.version}, packages of ${(host.packed / 1e6).toFixed(1)} MB, set up in ${seconds} s`);
    const viewer = await Viewer.open(browser, host.url, outputFolder);
    await mainJob(viewer, { note, url });
    await importedAtBuildTime(viewer.page, host.folder);
    equal(viewer.pageErrors, [], 'errors in the page of the other viewer');
  } finally {
    await host.stop();
  }
}

/**
 * What OHIF's own build makes of the packages when pluginConfig.json names them: `import()` by the package's name. React
 * and Cornerstone3D, which OHIF would bundle once for all, are those of the page here.
 */
async function importedAtBuildTime(page, folder) {
  const entry = join(folder, 'pluginImports.js');
  const imports = [EXTENSION, MODE].map((name) => `import('${name}')`);
  writeFileSync(entry, `export const load = () => Promise.all([${imports}]);`);
  const compiler = webpack({
    mode: 'none',
    context: folder,
    entry,
    externals: [/^react/, /^@cornerstonejs\//, /^@ohif\//],
    externalsType: 'global',
    output: { path: folder, filename: 'bundle.js', library: { type: 'window', name: 'bundled' } },
    plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
  });
  const stats = await new Promise((settle, fail) =>
    compiler.run((error, result) => (error ? fail(error) : settle(result))),
  );
  check(!stats.hasErrors(), stats.toString({ all: false, errors: true }));
  await page.addScriptTag({ path: join(folder, 'bundle.js') });
  const ids = await page.evaluate(async () =>
    (await window.bundled.load()).map((module) => module.default?.id),
  );
  equal(ids, [EXTENSION, MODE], 'ids of the default exports in a bundle');
}

async function mainJob(viewer, { note, url }) {
  const { page } = viewer;
  await viewer.openStudy();
  const agree = page.getByRole('button', { name: 'Confirm and hide' });
  if (await agree.isVisible()) await agree.click();
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  const before = await viewer.labels();
  const support = before.findIndex((slice) => voxelsOf(slice, 1) > 0);

  await viewer.propagateToEnd();
  const after = await viewer.labels();
  equal(after.length, SAMPLE_SLICES, 'slices of the labelmap');
  equal(after[support], before[support], 'the drawn slice');
  const filled = after.filter((slice, k) => k !== support && voxelsOf(slice, 1) > 0).length;
  check(filled >= 3, `at least three slices are filled: ${filled}`);
  note(`${filled} slices filled; ${await viewer.part('provider').innerText()}`);
  await showWindow(page);
  await viewer.screenshot('10-second-host');

  await viewer.undo();
  equal(await viewer.labels(), before, 'the labelmap after one undo');
  await viewer.redo();

  const stored = await seriesOf(url, SAMPLE_STUDY, 'SEG');
  await viewer.part('store').click();
  await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
  const now = await seriesOf(url, SAMPLE_STUDY, 'SEG');
  equal(now.length - stored.length, 1, 'SEG series that were added to the archive');
}

/** The sample names a window of width 0, which OHIF shows as black. */
function showWindow(page) {
  return page.evaluate(() => {
    const [viewport] = window.cornerstone.getRenderingEngines().flatMap((engine) => engine.getViewports());
    viewport.setProperties({ voiRange: { lower: 0, upper: 902 }, invert: false });
    viewport.render();
  });
}

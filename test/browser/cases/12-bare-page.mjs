import { check, equal } from '../check.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title =
  'a page without cross-origin isolation in a browser without WebGPU: one thread, said, and it works';

/** Chromium has no switch for it: the property goes before any script of page and worker runs. */
const WITHOUT_WEBGPU = `
  const { prototype } = globalThis.WorkerNavigator ?? globalThis.Navigator;
  delete prototype.gpu;
`;

export async function test(viewer, { note }) {
  const { page } = viewer;
  await withoutIsolation(page.context());
  await page.addInitScript(WITHOUT_WEBGPU);
  await viewer.openStudy();
  const seen = await page.evaluate(() => ({
    isolated: window.crossOriginIsolated,
    webGpu: 'gpu' in navigator,
    shared: typeof SharedArrayBuffer,
  }));
  equal(seen, { isolated: false, webGpu: false, shared: 'undefined' }, 'what the page offers');

  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.modelReady();
  equal(await viewer.part('provider').getAttribute('data-provider'), 'wasm', 'the provider');
  const sentence = await viewer.part('provider').innerText();
  for (const part of [
    /1 thread\b/,
    /no WebGPU/,
    /Threads are off because the page is not cross-origin isolated/,
  ]) {
    check(part.test(sentence), `the panel says ${part}: ${sentence}`);
  }
  note(sentence);
  await viewer.screenshot('12-bare-page');

  await viewer.drawHead();
  await viewer.part('support').waitFor();
  const drawn = await viewer.labels();
  await viewer.propagateToEnd();
  const after = await viewer.labels();
  const support = drawn.findIndex((slice) => voxelsOf(slice, 1) > 0);
  equal(after[support], drawn[support], 'the drawn slice');
  const filled = after.filter((slice) => voxelsOf(slice, 1) > 0).length - 1;
  check(filled >= 3, `at least three slices are filled: ${filled}`);
  note((await viewer.part('summary').innerText()).replaceAll('\n', ' '));
}

/** Serves the page as a server does that knows nothing of these headers, to a worker without WebGPU. */
function withoutIsolation(context) {
  return context.route(
    (address) => !address.pathname.startsWith('/dicom-web'),
    async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      for (const name of Object.keys(headers)) if (name.startsWith('cross-origin-')) delete headers[name];
      const isWorker = route.request().url().endsWith('/propagation.worker.mjs');
      const changed = isWorker && { body: `{${WITHOUT_WEBGPU}}\n${await response.text()}` };
      await route.fulfill({ response, headers, ...changed });
    },
  );
}

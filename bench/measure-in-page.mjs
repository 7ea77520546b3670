import { servePage } from './page-server.mjs';

/**
 * Times graphs on WebAssembly in a page of their own: the number of threads is fixed by a page's first session.
 *
 * @param {string} root folder of the repository, which is served
 * @param {import('playwright-core').Browser} browser
 * @param {object} what
 * @param {Record<string, string>} what.graphs name → path of the .onnx from the root
 * @param {number} what.threads
 * @param {string} what.file build of onnxruntime-web
 * @param {{ warmUp: number, runs: number }} what.counts
 * @returns {Promise<Record<string, { createMs: number, medianMs: number, bestMs: number }>>} by the names of the graphs
 */
export async function measureInPage(root, browser, what) {
  const { url, close } = await servePage(root);
  const page = await browser.newPage();
  try {
    await page.goto(url);
    return await page.evaluate(inPage, what);
  } finally {
    await page.close();
    await close();
  }
}

async function inPage({ graphs, threads, counts, file }) {
  if (!crossOriginIsolated)
    throw new Error('the page is not cross-origin isolated, threads would silently be 1');
  const ort = await import(`/node_modules/onnxruntime-web/dist/${file}`);
  const { measureGraph } = await import('/bench/measure-graph.mjs');
  ort.env.wasm.wasmPaths = '/node_modules/onnxruntime-web/dist/';
  ort.env.wasm.numThreads = threads;
  const times = {};
  for (const [name, path] of Object.entries(graphs)) {
    const onnx = new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
    times[name] = await measureGraph(ort, onnx, { executionProviders: ['wasm'] }, counts);
  }
  return times;
}

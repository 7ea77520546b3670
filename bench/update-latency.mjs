#!/usr/bin/env node
/**
 * How long an update takes in the viewer, in a real Chromium on WebAssembly: one label, 50 slices that depend on the
 * corrected one. Once outward from it, once between two drawn slices (two walks, so twice the steps of the network).
 *
 *   node bench/update-latency.mjs [--model ID] [--runs 3] [--write]
 *
 * The step of the network is timed alone in another start of the browser, so that the rest of an update is seen on any machine.
 * Needs Chromium (CHROMIUM names it) and the Python environment of test/python-env.mjs, which counts multiply-adds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stow } from '../test/browser/dicom-web.mjs';
import { drawEllipse } from '../test/browser/draw.mjs';
import { FILLED, longSeries, objectOn } from '../test/browser/long-series.mjs';
import { startServer } from '../test/browser/server.mjs';
import { launchBrowser, Viewer } from '../test/browser/viewer.mjs';
import { graphsOfModel, multiplyAddsOf, PEAK, WASM_BUILD } from './graphs.mjs';
import { WARM_UP } from './measure-graph.mjs';
import { measureInPage } from './measure-in-page.mjs';
import { replaceSection } from './results-section.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: { model: { type: 'string' }, runs: { type: 'string', default: '3' }, write: { type: 'boolean' } },
});
const runs = Number(options.runs);
const output = await mkdtemp(join(tmpdir(), 'few-shot-lms-bench-'));

const server = await startServer(root);
let text;
try {
  const series = await longSeries();
  await stow(server.url, series.files);
  const found = await inBrowser(async (browser) =>
    measure(await Viewer.open(browser, server.url, output), series),
  );
  // In a browser of its own: threads of a page that was closed go on for a while.
  const alone = await inBrowser((browser) => networkAlone(browser, found.report));
  text = render(found, alone);
} finally {
  await server.stop();
  await rm(output, { recursive: true, force: true });
}
console.log(text);
if (options.write) replaceSection(`update-latency${options.model ? `-${options.model}` : ''}`, text);

async function inBrowser(work) {
  const browser = await launchBrowser();
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

async function measure(viewer, series) {
  const { page } = viewer;
  await page.goto(`${viewer.url}/few-shot-lms?StudyInstanceUIDs=${series.studyInstanceUid}`);
  await viewer.panel.waitFor({ timeout: 90_000 });
  await viewer.imagesOf(series.seriesInstanceUid, series.slices);
  await viewer.createSegment();
  if (options.model) await chooseModel(page, options.model);
  await page.locator('[data-cy=fslms-ahead][data-phase=ready]').waitFor({ timeout: 60_000 });
  await page.locator('[data-cy=fslms-backend][data-phase=ready]').waitFor({ timeout: 60_000 });

  await draw(viewer, 0, 1);
  const first = await firstResult(page);
  await ended(page);
  const outward = [];
  for (let n = 0; n < runs; n++) {
    // Slice 1 is corrected a little differently each time; the 50 above depend on it.
    await draw(viewer, 1, 1 - 0.03 * (n + 1));
    outward.push(await update(page));
  }
  const last = series.slices - 1;
  await command(page, 'fewShotLmsClear', { what: 'all' });
  await command(page, 'fewShotLmsUnlockSlice', { slice: 1 });
  await command(page, 'fewShotLmsClear', { what: 'slice', slice: 1 });
  await draw(viewer, last, 1);
  await command(page, 'fewShotLmsPropagate');
  await ended(page);
  const between = [];
  for (let n = 0; n < runs; n++) {
    await draw(viewer, last, 1 - 0.03 * (n + 1));
    between.push(await update(page));
  }
  return { first, outward, between, report: await page.evaluate(backendReport) };
}

/** Seconds of one step of the network and GFLOP/s of plain convolutions, on as many threads as the viewer takes. */
async function networkAlone(browser, { modelId, provider, threads }) {
  if (provider !== 'wasm') throw new Error(`the viewer ran on ${provider}, not on wasm`);
  const { graphs } = graphsOfModel(root, modelId);
  const counts = { warmUp: WARM_UP, runs: 60 };
  const times = await measureInPage(root, browser, {
    graphs: { peak: PEAK, step: graphs.step },
    threads,
    counts,
    file: WASM_BUILD,
  });
  const multiplyAdds = multiplyAddsOf(root, [PEAK])[PEAK];
  return { step: times.step.medianMs / 1000, peak: (2 * multiplyAdds) / (times.peak.medianMs * 1e6) };
}

async function chooseModel(page, modelId) {
  await command(page, 'fewShotLmsStartModel', { modelId });
  await page.waitForFunction((id) => {
    const { backend } = window.services.fewShotLmsService.getSnapshot();
    return backend.phase === 'ready' && backend.report.modelId === id;
  }, modelId);
}

async function draw(viewer, slice, scale) {
  const { centre, radii } = objectOn(slice);
  await drawEllipse(viewer.page, slice, { centre, radii: radii.map((radius) => radius * 1.3) }, 0);
  await drawEllipse(viewer.page, slice, { centre, radii: radii.map((radius) => radius * scale) });
  await viewer.settle();
  await quiet(viewer.page);
}

/** Resolves when the viewer has drawn the stroke and has computed what it shows of the segment, a second later. */
function quiet(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const QUIET_MS = 1500;
        let timer = setTimeout(resolve, QUIET_MS);
        new PerformanceObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(resolve, QUIET_MS);
        }).observe({ type: 'longtask' });
      }),
  );
}

/** Milliseconds from the press of Propagate to the first slice in the labelmap. */
function firstResult(page) {
  return page.evaluate(async () => {
    const service = window.services.fewShotLmsService;
    const startedAt = performance.now();
    const came = new Promise((resolve) => {
      service.subscribe(service.EVENTS.SLICE_DONE, () => resolve(performance.now() - startedAt));
    });
    document.querySelector('[data-cy=fslms-propagate]').click();
    return came;
  });
}

/** Seconds from the press of Update to the end of the run, and what it says it did. */
async function update(page) {
  const found = await page.evaluate(async () => {
    const service = window.services.fewShotLmsService;
    const startedAt = performance.now();
    const over = new Promise((resolve) => {
      const { unsubscribe } = service.subscribe(service.EVENTS.RUN_ENDED, () => {
        unsubscribe();
        resolve((performance.now() - startedAt) / 1000);
      });
    });
    document.querySelector('[data-cy=fslms-update]').click();
    const seconds = await over;
    const { run } = service.getSnapshot();
    return { seconds, kind: run.kind, phase: run.phase, summary: run.summary };
  });
  const { kind, phase, summary } = found;
  if (kind !== 'update' || phase !== 'done' || summary.propagated !== FILLED) {
    throw new Error(`not an update of ${FILLED} slices: ${JSON.stringify(found)}`);
  }
  return found.seconds;
}

function command(page, name, args = {}) {
  return page.evaluate(([run, given]) => window.commandsManager.run(run, given), [name, args]);
}

function ended(page) {
  return page.waitForFunction(
    () => {
      const { run } = window.services.fewShotLmsService.getSnapshot();
      if (run.phase === 'failed') throw new Error(run.message);
      return run.phase === 'done';
    },
    undefined,
    { timeout: 120_000 },
  );
}

function backendReport() {
  return window.services.fewShotLmsService.getSnapshot().backend.report;
}

function render({ first, outward, between, report }, { step, peak }) {
  const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const rows = [
    [`outward from a corrected slice, ${FILLED} steps of the network`, outward, FILLED * step],
    [`between two drawn slices, ${2 * FILLED} steps`, between, 2 * FILLED * step],
  ];
  return [
    '## Seconds of an update',
    '',
    `Model \`${report.modelId}\` ${report.modelVersion} in Chromium on ${report.provider}, ${report.threads} thread(s); ` +
      `${FILLED} slices of 192 × 192 depend on the corrected one, one label. From the press of Update to the last slice ` +
      `in the labelmap; the viewer had drawn the correction before. *Network*: that many steps timed alone in ` +
      `another start of the browser, which reached ${peak.toFixed(1)} GFLOP/s on plain convolutions. ${cpus().length} cores of a server CPU; load average of the last minute ${loadavg()[0].toFixed(1)}.`,
    '',
    '```',
    `node bench/update-latency.mjs${options.model ? ` --model ${options.model}` : ''} --runs ${runs} --write`,
    '```',
    '',
    '| what | median, s | network, s | of the network | all, s |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(([what, values, network]) => {
      const median = middle(values);
      const all = values.map((s) => s.toFixed(2)).join(', ');
      return `| ${what} | ${median.toFixed(2)} | ${network.toFixed(2)} | ${(median / network).toFixed(2)} × | ${all} |`;
    }),
    `| first slice after the first press of Propagate | ${(first / 1000).toFixed(2)} | ${step.toFixed(2)} | | |`,
  ].join('\n');
}

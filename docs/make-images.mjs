#!/usr/bin/env node
/**
 * Makes the pictures of README.md and docs/user-guide.md: drives the built viewer on the sample study in Chromium, one picture a state.
 *
 *   node docs/make-images.mjs [--url URL] [NAME…]     NAMEs: write only these pictures
 *
 * With --url an already running viewer is used (its store is written to).
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stow } from '../test/browser/dicom-web.mjs';
import { fixtureBuilder } from '../test/browser/fixture-builder.mjs';
import { startServer } from '../test/browser/server.mjs';
import { launchBrowser, SAMPLE_SLICES, Viewer } from '../test/browser/viewer.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'docs/images');
const wanted = process.argv.slice(2);
const urlAt = wanted.indexOf('--url');
const [, url] = urlAt >= 0 ? wanted.splice(urlAt, 2) : [];
/** The whole window where a picture shows the images too, a tall one where it shows the panel only. */
const WINDOW = { width: 920, height: 540 };
/** For three images side by side, without the panel. */
const WIDE = { width: 1440, height: 480 };
const TALL = { width: 1020, height: 1500 };
const LARGEST_BYTES = 150_000;

mkdirSync(join(folder, 'guide'), { recursive: true });
const server = url ? { url, stop: async () => undefined } : await startServer(root);
const browser = await launchBrowser();
try {
  await makeMain(await Viewer.open(browser, server.url, folder, WINDOW));
  await makeMismatch(await Viewer.open(browser, server.url, folder, TALL));
} finally {
  await browser.close();
  await server.stop();
}

/** Everything that the sample study shows, in the order of the work. */
async function makeMain(viewer) {
  const { page } = viewer;
  await viewer.openStudy();
  await whole(viewer, 'empty');

  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.modelReady();
  await viewer.stroke(
    [
      [0, -0.05],
      [0, 0.03],
    ],
    50,
  );
  await viewer.part('support').waitFor();
  await viewer.settle();
  await whole(viewer, 'drawn');

  await viewer.propagate();
  await page.locator('[data-cy=fslms-progress]', { hasText: /[4-9] of 19/ }).waitFor({ timeout: 120_000 });
  await whole(viewer, 'running');
  await viewer.runEnded();
  await viewer.settle();
  await whole(viewer, 'done');
  await threePlanes(viewer);
  await tall(viewer);
  await panelPart(viewer, 'trust', 'run', 'slice-words');

  await viewer.part('next-to-check').click();
  await viewer.settle();
  await viewer.part('accept').click();
  await viewer.part('next-to-check').click();
  await viewer.settle();
  await panelPart(viewer, 'next-to-check', 'run', 'review');

  await page.locator('[data-cy=fslms-explain] > summary').click();
  await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').waitFor({ timeout: 20_000 });
  await viewer.settle();
  await panelPart(viewer, 'explain', 'explain', 'explain');
  await page.locator('[data-cy=fslms-explain] > summary').click();

  // A correction a few slices away from the drawn one, then what the update makes of it.
  await page.setViewportSize(WINDOW);
  await viewer.settle();
  await viewer.scrollTo(13);
  await viewer.stroke(
    [
      [-0.02, 0.12],
      [0.04, 0.12],
    ],
    40,
  );
  await viewer.settle();
  await whole(viewer, 'corrected');
  await tall(viewer);
  await panelPart(viewer, 'out-of-date', 'run', 'review');
  await viewer.part('update').click();
  await viewer.runEnded();
  await viewer.settle();
  await panelPart(viewer, 'updated', 'run', 'review');

  await viewer.limitRange(5, 16);
  await viewer.settle();
  await panelPart(viewer, 'range', 'range', 'slice-words');
  await viewer.part('range-whole').check();

  await viewer.addSegments('Brain stem');
  await viewer.run('fewShotLmsActivateSegment', { segmentIndex: 2 });
  await page.setViewportSize(WINDOW);
  await viewer.settle();
  await viewer.scrollTo(9);
  await viewer.stroke(
    [
      [0, -0.02],
      [0, 0.02],
    ],
    12,
  );
  await viewer.settle();
  await whole(viewer, 'labels');
  await tall(viewer);
  await panelPart(viewer, 'labels-list', 'labels', 'labels');

  await viewer.part('clear').locator('summary').click();
  await panelPart(viewer, 'clear', 'review', 'review');

  const takeAgain = await viewer.refuseToStore(507);
  await viewer.part('store').click();
  await viewer.savingFailed();
  await panelPart(viewer, 'save-failed', 'save', 'save');
  await takeAgain();

  await viewer.part('model-menu').locator('summary').click();
  await panelPart(viewer, 'model', 'backend', 'backend');
  await viewer.close();
}

/** A series of another kind than the model was trained on. */
async function makeMismatch(viewer) {
  const { makeSeries } = await fixtureBuilder();
  const series = makeSeries({
    studyInstanceUid: '2.25.70081300',
    modality: 'PT',
    description: 'PET',
    columns: 96,
    rows: 96,
    slices: 12,
    storedAt: (i, j, k) => (Math.hypot(i - 48, j - 48) < 20 ? 400 : 100 + k),
  });
  await stow(server.url, series.files);
  await viewer.page.goto(`${server.url}/few-shot-lms?StudyInstanceUIDs=2.25.70081300`);
  await viewer.panel.waitFor({ timeout: 90_000 });
  await viewer.imagesOf(series.seriesInstanceUid, 12);
  await viewer.createSegment();
  await viewer.part('mismatch').waitFor({ timeout: 60_000 });
  await panelPart(viewer, 'mismatch', 'mismatch', 'mismatch');
  await viewer.close();
}

/** The three planes without the panel, and back to where it was. */
async function threePlanes(viewer) {
  const { page } = viewer;
  const index = await viewer.imageIndex();
  await page.setViewportSize(WIDE);
  await viewer.settle();
  await viewer.run('setHangingProtocol', { protocolId: 'mpr' });
  await page.waitForFunction(
    () => {
      const viewports = window.cornerstone.getRenderingEngines().flatMap((engine) => engine.getViewports());
      return viewports.length === 3 && viewports.every((viewport) => viewport.getActors().length >= 2);
    },
    undefined,
    { timeout: 60_000 },
  );
  await page.waitForTimeout(3000);
  const boxes = await Promise.all(
    (await page.locator('.cornerstone-canvas').all()).map((c) => c.boundingBox()),
  );
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  await write(viewer, 'mpr', {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  });
  await viewer.run('setHangingProtocol', { protocolId: 'default' });
  await page.waitForFunction(
    (slices) => {
      const viewports = window.cornerstone.getRenderingEngines().flatMap((engine) => engine.getViewports());
      return viewports.length === 1 && viewports[0].getImageIds?.().length === slices;
    },
    SAMPLE_SLICES,
    { timeout: 60_000 },
  );
  await page.setViewportSize(WINDOW);
  await viewer.part('strip').waitFor({ timeout: 30_000 });
  await viewer.settle();
  await viewer.scrollTo(index);
}

async function tall(viewer) {
  await viewer.page.setViewportSize(TALL);
  await viewer.settle();
}

/** Images and panel, without the list of studies. */
async function whole(viewer, name) {
  const box = await viewer.page.locator('.cornerstone-canvas').first().boundingBox();
  const { width, height } = viewer.page.viewportSize();
  await write(viewer, name, { x: box.x, y: box.y, width: width - box.x, height: height - box.y });
}

/** The panel from the top of one part to the bottom of another. */
async function panelPart(viewer, name, from, to) {
  await viewer.part(from).first().scrollIntoViewIfNeeded();
  const [panel, first, last] = await Promise.all([
    viewer.panel.boundingBox(),
    viewer.part(from).first().boundingBox(),
    viewer.part(to).first().boundingBox(),
  ]);
  await write(viewer, name, {
    x: panel.x,
    y: Math.min(first.y, last.y),
    width: panel.width,
    height: Math.max(first.y + first.height, last.y + last.height) - Math.min(first.y, last.y),
  });
}

async function write(viewer, name, clip) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const path = join(folder, name === 'mpr' ? '' : 'guide', `${name}.png`);
  await viewer.page.screenshot({ path, clip });
  const { size } = statSync(path);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_BYTES) throw new Error(`${name}.png is larger than ${LARGEST_BYTES} bytes`);
}

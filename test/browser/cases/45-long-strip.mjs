import { seriousFaults } from '../axe.mjs';
import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { drawEllipse } from '../draw.mjs';
import { fixtureBuilder } from '../fixture-builder.mjs';

export const title =
  'the strip of 400 slices: every slice can be pointed at, clicked and reached by keys, handles are dragged, nothing sticks out of the panel';

const STUDY = '2.25.70081450';
const SLICES = 400;
const SIZE = 64;
const DRAWN = 200;
/** Narrower cells are missed. */
const LEAST_PX = 3;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const series = await manySlices();
  await stow(url, series.files);
  await page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${STUDY}`);
  await viewer.panel.waitFor({ timeout: 90_000 });
  await viewer.imagesOf(series.seriesInstanceUid, SLICES);
  await viewer.createSegment();
  await drawEllipse(page, DRAWN, { centre: [32, 32], radii: [14, 10] });
  await viewer.part('support').waitFor();
  const numbers = await Promise.all([0, 1].map((slice) => viewer.shownNumber(slice)));
  /** The slice at a place from the left, from 0. */
  const at = (place) => (numbers[1] > numbers[0] ? place : SLICES - 1 - place);

  const widths = await page
    .locator('[data-cy=fslms-strip] button')
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
  equal(widths.length, SLICES, 'cells');
  check(Math.min(...widths) >= LEAST_PX - 0.01, `the narrowest cell: ${Math.min(...widths)} px`);
  equal(await sticksOut(viewer), [], 'what lies beyond the panel');
  equal(await seriousFaults(page), [], 'faults that axe finds');
  const { width } = await viewer.panel.boundingBox();
  note(`cells of ${widths[0].toFixed(2)} px in a panel of ${width} px`);

  // The slice in view is in view in the strip, wherever one goes.
  for (const slice of [0, 123, SLICES - 1, DRAWN]) {
    await viewer.run('fewShotLmsGoToSlice', { slice });
    await page.locator(`[data-cy=fslms-strip] button[data-slice="${slice}"][data-current=true]`).waitFor();
    check(await eventually(() => isSeen(viewer.cell(slice))), `the cell of slice ${slice} is in view`);
  }

  // Neighbours by the mouse.
  for (const slice of [DRAWN + 7, DRAWN + 8, DRAWN - 9]) {
    const { x, y } = await centreOf(viewer.cell(slice));
    await page.mouse.move(x, y);
    const number = await viewer.shownNumber(slice);
    check(
      await eventually(async () =>
        new RegExp(`\\b${number}\\b`).test(await viewer.part('slice-words').innerText()),
      ),
      `the words under the pointer are about slice ${number}: ${await viewer.part('slice-words').innerText()}`,
    );
    const before = await scrolled(viewer);
    await page.mouse.click(x, y);
    await page.locator(`[data-cy=fslms-strip] button[data-slice="${slice}"][data-current=true]`).waitFor();
    equal(await scrolled(viewer), before, 'where the strip is scrolled after a click');
  }

  // By keys, from one end to the other.
  await viewer.cell(DRAWN - 9).focus();
  for (const [key, place] of [
    ['Home', 0],
    ['End', SLICES - 1],
    ['ArrowLeft', SLICES - 2],
  ]) {
    await page.keyboard.press(key);
    check(await isSeen(viewer.cell(at(place))), `the cell that ${key} leads to is in view`);
    equal(
      await page.evaluate(() => Number(document.activeElement.dataset.slice)),
      at(place),
      `the slice that ${key} leads to`,
    );
  }

  await rangeIsDragged(viewer, at);
  await viewer.screenshot('45-long-strip');
  equal(await sticksOut(viewer), [], 'what lies beyond the panel in the end');
}

/** A handle at the far end is brought by its keys, then dragged within what is in view, and beyond it. */
async function rangeIsDragged(viewer, at) {
  const { page } = viewer;
  const [left, right] = at(0) === 0 ? ['low', 'high'] : ['high', 'low'];
  const handle = (side) => page.locator(`[data-cy=fslms-range-handle][data-side=${side}]`);
  const place = async (side) => at(Number(await handle(side).getAttribute('data-slice')));
  const becomes = async (side, wanted) =>
    check(
      await eventually(async () => (await place(side)) === wanted),
      `the ${side} handle at place ${wanted}: ${await place(side)}`,
    );
  await handle(left).focus();
  check(await isSeen(handle(left)), 'a handle with the focus is in view');
  for (let n = 0; n < 15; n++) await page.keyboard.press('PageUp');
  await becomes(left, 150);
  check(await isSeen(handle(left)), 'a handle moved by keys stays in view');

  // In a strip that is scrolled.
  check((await scrolled(viewer)) > 0, 'the strip is scrolled');
  await viewer.drag(handle(left), at(171), async () =>
    equal(await place(left), 150, 'the place while the handle is held'),
  );
  await becomes(left, 171);

  // Held beyond the edge the strip scrolls on under it, and stops when it is back.
  const box = await viewer.part('strip-scroll').boundingBox();
  const from = await centreOf(handle(left));
  const before = await scrolled(viewer);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(box.x + 2, from.y, { steps: 5 });
  check(
    await eventually(async () => (await scrolled(viewer)) < before - 100),
    `the strip scrolls while a handle is held at its edge: ${before}, ${await scrolled(viewer)}`,
  );
  const middle = box.x + box.width / 2;
  await page.mouse.move(middle, from.y, { steps: 3 });
  await page.waitForTimeout(200);
  const resting = await scrolled(viewer);
  await page.waitForTimeout(200);
  equal(await scrolled(viewer), resting, 'where the strip is scrolled with the handle in its middle');
  const under = await page.evaluate(
    ([x, y]) => Number(document.elementFromPoint(x, y).closest('button').dataset.slice),
    [middle, from.y + 30],
  );
  await page.mouse.up();
  await becomes(left, at(under));
  equal(await place(right), SLICES - 1, 'the other handle');
}

function scrolled(viewer) {
  return viewer.part('strip-scroll').evaluate(({ scrollLeft }) => scrollLeft);
}

async function centreOf(part) {
  const { x, y, width, height } = await part.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}

/** Whether a part of the strip lies within what is in view of it. */
function isSeen(part) {
  return part.evaluate((element) => {
    const view = element.closest('[data-cy=fslms-strip-scroll]').getBoundingClientRect();
    const { left, right } = element.getBoundingClientRect();
    return left >= view.left - 0.5 && right <= view.right + 0.5;
  });
}

/** Parts of the panel that are seen beyond its right edge, and the panel itself where it can be scrolled sideways. */
function sticksOut(viewer) {
  return viewer.panel.evaluate((panel) => {
    const { right } = panel.getBoundingClientRect();
    const scroller = panel.querySelector('[data-cy=fslms-strip-scroll]');
    const wide = [...panel.querySelectorAll('*')].filter(
      (part) =>
        (part === scroller || !scroller.contains(part)) &&
        part.getBoundingClientRect().width > 0 &&
        part.getBoundingClientRect().right > right + 1,
    );
    const names = wide.map((part) => part.dataset.cy ?? part.className);
    return panel.scrollWidth > panel.clientWidth + 1 ? [...names, `scrolls ${panel.scrollWidth} px`] : names;
  });
}

async function manySlices() {
  const { makeSeries } = await fixtureBuilder();
  return makeSeries({
    studyInstanceUid: STUDY,
    modality: 'CT',
    description: 'many slices',
    columns: SIZE,
    rows: SIZE,
    slices: SLICES,
    sliceSpacing: 1,
    storedAt: (i, j) => (Math.hypot(i - 32, j - 32) > 28 ? 0 : 100 + ((3 * i + 5 * j) % 40)),
  });
}

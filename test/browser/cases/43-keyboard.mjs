import { seriousFaults } from '../axe.mjs';
import { check, equal, eventually } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { objectOn, openLongSeries } from '../long-series.mjs';

export const title =
  'the main job by keyboard alone, axe in every state of the panel, nothing sticks out of the narrow panel';

const DRAWN = 20;
/** So that a state of the run lasts as long as axe looks at it. */
const SLOW_MS = 500;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  await openLongSeries(viewer, url);
  const { width } = await viewer.panel.boundingBox();
  check(width <= 320, `OHIF gives the panel no more than 320 px: ${width}`);
  const seen = [];
  const sound = async (state) => {
    equal(await seriousFaults(page), [], `faults that axe finds ${state}`);
    equal(await sticksOut(page), [], `parts that stick out of the panel ${state}`);
    await viewer.screenshot(`43-${seen.length + 1}-${state.replaceAll(' ', '-')}`);
    seen.push(state);
  };
  await sound('empty');

  // From the top of the panel with Tab, as far as a button; drawing itself is OHIF's.
  await page.evaluate(() => {
    const panel = document.querySelector('[data-cy=few-shot-lms-panel]');
    panel.tabIndex = -1;
    panel.focus();
  });
  await press(page, 'create');
  await viewer.part('brush').waitFor();
  await sound('with a segment');
  await viewer.modelReady();
  await drawEllipse(page, DRAWN, objectOn(DRAWN));
  await viewer.part('support').waitFor();
  await sound('drawn');

  const normal = await viewer.slowDown(SLOW_MS);
  await press(page, 'propagate');
  await viewer.part('cancel').waitFor();
  await page.locator('[data-cy=fslms-progress]', { hasText: / [1-9]\d* of / }).waitFor({ timeout: 30_000 });
  await sound('running');
  equal(await viewer.part('cancel').count(), 1, 'buttons to cancel after axe has looked: the run goes on');
  await press(page, 'cancel');
  equal(await viewer.runEnded(), 'cancelled', 'how the run ended');
  await normal();
  await viewer.settle();
  await sound('cancelled');
  await press(page, 'resume');
  equal(await viewer.runEnded(), 'done', 'how the run went on');
  await viewer.settle();
  await sound('done');

  await press(page, 'next-to-check');
  const current = () => page.locator('[data-cy=fslms-strip] button[data-current=true]');
  check(
    await eventually(async () =>
      ['propagated', 'absent'].includes(await current().getAttribute('data-kind')),
    ),
    'the button goes to a slice that the run has filled or found without the object',
  );
  const slice = Number(await current().getAttribute('data-slice'));
  await press(page, 'accept', 'Space');
  check(
    await eventually(async () => (await viewer.cell(slice).getAttribute('data-checked')) === 'true'),
    `slice ${slice} is checked`,
  );
  await sound('checked');

  // What the network saw, and over the image on request.
  await press(page, 'explain');
  await viewer.part('explain-picture').first().waitFor({ timeout: 20_000 });
  equal(await viewer.part('overlay').count(), 0, 'pictures over the image before it is asked for');
  const before = await viewportPicture(page);
  await press(page, 'explain-picture', 'Enter', 'entropy');
  check(await eventually(() => viewer.part('overlay').isVisible()), 'the picture lies over the image');
  check(!before.equals(await viewportPicture(page)), 'the viewport looks different with it');
  const image = await page.locator('.cornerstone-canvas').first().boundingBox();
  const over = await viewer.part('overlay').boundingBox();
  check(
    over.x >= image.x && over.x + over.width <= image.x + image.width && over.width > 20,
    `it lies inside the image: ${JSON.stringify(over)} in ${JSON.stringify(image)}`,
  );
  await sound('explained');
  await press(page, 'explain-picture', 'Enter', 'entropy');
  check(
    await eventually(async () => (await viewer.part('overlay').count()) === 0),
    'and is taken away again',
  );

  await viewer.run('fewShotLmsSetRange', { range: { from: 9, to: 3 } });
  await viewer.part('problem').waitFor();
  await sound('with a problem');
  await press(page, 'dismiss');
  await viewer.part('problem').waitFor({ state: 'detached' });
  note(`states without a fault, ${Math.round(width)} px wide: ${seen.join(', ')}`);
}

/** Presses Tab until a part of the panel has the focus, which must be seen, and then the key. */
async function press(page, part, key = 'Enter', name = null) {
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
      const own = activeElement.dataset.cy ?? activeElement.closest('details')?.dataset.cy ?? '';
      return {
        part: own.replace('fslms-', ''),
        name: activeElement.dataset.name ?? null,
        outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
      };
    });
  const passed = [];
  for (let n = 0; n < 150; n++) {
    const now = await focused();
    if (now.part === part && (name === null || now.name === name)) {
      check(now.outlined, `the focus on ${part} is seen`);
      return page.keyboard.press(key);
    }
    passed.push(now.part);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${part}: ${[...new Set(passed)]}`);
}

function viewportPicture(page) {
  return page.locator('.cornerstone-canvas').first().screenshot();
}

function sticksOut(page) {
  return page.evaluate(() => {
    const panel = document.querySelector('[data-cy=few-shot-lms-panel]');
    const { right } = panel.getBoundingClientRect();
    return [...panel.querySelectorAll('*')]
      .filter(
        (part) => part.getBoundingClientRect().width > 0 && part.getBoundingClientRect().right > right + 1,
      )
      .map((part) => part.dataset.cy ?? part.className)
      .slice(0, 5);
  });
}

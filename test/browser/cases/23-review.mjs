import { check, equal, eventually } from '../check.mjs';
import { seriousFaults } from '../axe.mjs';
import { drawEllipse } from '../draw.mjs';
import { objectOn, openLongSeries } from '../long-series.mjs';

export const title =
  'review by keyboard, explanations of a slice that follow the label and undo, accessibility in every state, and a panel of 320 px';

const DRAWN = 20;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  const accessible = async (state) => equal(await seriousFaults(page), [], `faults that axe finds ${state}`);
  await openLongSeries(viewer, url);
  await accessible('in the empty panel');
  await viewer.createSegment();
  await viewer.modelReady();
  await drawEllipse(page, DRAWN, objectOn(DRAWN));
  await viewer.part('support').waitFor();
  await accessible('with a drawn slice');

  // The keys of the mode.
  await page.locator('.cornerstone-canvas').first().hover();
  const normal = await viewer.slowDown(300);
  await page.keyboard.press('Shift+P');
  await page.locator('[data-cy=fslms-progress]', { hasText: / [1-9]\d* of / }).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Shift+X');
  equal(
    await viewer.runEnded(),
    'cancelled',
    'how the run started by Shift+P and cancelled by Shift+X ended',
  );
  await normal();
  await page.keyboard.press('Shift+U');
  equal(await viewer.runEnded(), 'done', 'how the update started by Shift+U ended');
  await viewer.settle();
  await accessible('after a run');
  const cells = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('[data-cy=fslms-strip] button')].map(({ dataset }) => ({ ...dataset })),
    );
  const at = async () => Number((await cells()).find(({ current }) => current === 'true')?.slice);
  await page.keyboard.press('Shift+N');
  check(
    await eventually(async () =>
      (await cells()).some((c) => c.current === 'true' && c.kind === 'propagated'),
    ),
    'Shift+N goes to a propagated slice',
  );
  const least = await page.evaluate(() => {
    const trusts = [...document.querySelectorAll('[data-cy=fslms-strip] button[data-kind=propagated]')].map(
      (cell) => [Number(cell.dataset.slice), parseFloat(cell.firstChild.style.height)],
    );
    return trusts.sort((a, b) => a[1] - b[1])[0][0];
  });
  equal(await at(), least, 'the slice to check first: the least trusted');
  await page.keyboard.press('Shift+A');
  check(
    await eventually(
      async () => (await cells()).find(({ slice }) => Number(slice) === least).checked === 'true',
    ),
    'Shift+A marks it as checked',
  );
  await page.keyboard.press('Shift+N');
  check(await eventually(async () => (await at()) !== least), 'the next one to check is another slice');
  check(
    /trust|presence/i.test(await viewer.part('slice-words').innerText()),
    'the parts of the score in words',
  );
  check(
    await eventually(
      async () => /carried back to the drawn slice/.test(await viewer.part('slice-words').innerText()),
      30_000,
    ),
    `the reverse check of the slice in view: ${await viewer.part('slice-words').innerText()}`,
  );
  check(
    /on the way here: .*\d %/.test(await viewer.part('slice-words').innerText()),
    'how sure the network was on the way here',
  );
  note(await viewer.part('slice-words').innerText());

  // The strip by arrow keys.
  await page.locator('[data-cy=fslms-strip] button[tabindex="0"]').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const second = Number(await page.locator('[data-cy=fslms-strip] button').nth(1).getAttribute('data-slice'));
  check(await eventually(async () => (await at()) === second), 'Enter goes to the focused slice');
  const outline = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return `${outlineStyle} ${outlineWidth}`;
  });
  check(!/none|^\w+ 0px/.test(outline), `the focus is seen: ${outline}`);

  // What the network saw, on the slice in view.
  await viewer.part('explain').locator('summary').click();
  await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').waitFor({ timeout: 20_000 });
  const names = await page
    .locator('[data-cy=fslms-explain-picture]')
    .evaluateAll((all) => all.map(({ dataset }) => dataset.name));
  for (const name of ['prior', 'evidence', 'u0', 'u1', 'v1', 'entropy', 'mask']) {
    check(names.includes(name), `a picture of ${name}: ${names}`);
  }
  note(`pictures: ${names.join(', ')}`);
  const colours = await page
    .locator('[data-cy=fslms-explain-picture][data-name=mask] canvas')
    .evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(Array.from({ length: data.length / 4 }, (_, p) => data.slice(4 * p, 4 * p + 3).join()))
        .size;
    });
  check(colours > 1, `the picture of the mask is not empty: ${colours} colours`);
  await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').click();
  equal(
    await page.locator('[data-cy=fslms-explain-picture][data-name=entropy]').getAttribute('aria-pressed'),
    'true',
    'the picture that lies over the viewport',
  );
  await accessible('with explanations');
  await viewer.screenshot('23-explain');
  await viewer.part('clear').locator('summary').click();
  await viewer.part('model-menu').locator('summary').click();
  await accessible('with everything open');

  // 320 px, the width that OHIF gives a narrow panel.
  await page.evaluate(() => {
    document.querySelector('[data-cy=few-shot-lms-panel]').style.width = '320px';
  });
  const wide = await page.evaluate(() => {
    const panel = document.querySelector('[data-cy=few-shot-lms-panel]');
    const right = panel.getBoundingClientRect().left + 320;
    return [...panel.querySelectorAll('*')]
      .filter(
        (part) => part.getBoundingClientRect().right > right + 1 && part.getBoundingClientRect().width > 0,
      )
      .map((part) => part.dataset.cy ?? part.className)
      .slice(0, 5);
  });
  equal(wide, [], 'parts that stick out of a panel of 320 px');
  await accessible('at 320 px');
  await viewer.screenshot('23-narrow');
  await overlayFollows(viewer);
  await translated(viewer);
}

/** The picture over the image is one of the active label, and of a run that is not undone. */
async function overlayFollows(viewer) {
  const lies = (count, when) =>
    eventually(async () => (await viewer.part('overlay').count()) === count).then((is) =>
      check(is, `${count} pictures over the image ${when}`),
    );
  await lies(1, 'on a filled slice');
  await viewer.addSegments('Other');
  await viewer.run('fewShotLmsActivateSegment', { segmentIndex: 2 });
  await lies(0, 'with another label');
  await viewer.run('fewShotLmsActivateSegment', { segmentIndex: 1 });
  await lies(1, 'with the label again');
  await viewer.undo();
  await viewer.undo();
  await lies(0, 'after the undo of both runs');
  await viewer.redo();
  await viewer.redo();
  await lies(1, 'after both are done again');
}

/** Words that a deployment gives to OHIF's i18n, while the panel is shown. */
async function translated(viewer) {
  const english = await viewer.part('propagate').innerText();
  const reason = await viewer.part('provider').innerText();
  await viewer.speak('de', {
    'run.again': 'Erneut ausbreiten',
    'review.progress_plural': '{{1}} von {{0}} geprüft',
    'backend.reasons.noWebGpu': 'Dieser Browser bietet kein WebGPU.',
    'backend.reasons.noAdapter': 'WebGPU findet keine Grafikkarte.',
    'backend.reasons.softwareAdapter': 'WebGPU liefe hier ohne Grafikkarte.',
    'problems.badRange': 'Der Bereich geht von 1 bis {{0}}.',
  });
  const says = async (words) => (await viewer.panel.innerText()).includes(words);
  check(await eventually(() => says('Erneut ausbreiten')), 'the button in the language of the viewer');
  check(
    /\b1 von \d+ geprüft/.test(await viewer.panel.innerText()),
    'a sentence with its numbers in another order',
  );
  check(await says('Next to check'), 'English where there are no other words');
  check(
    /Dieser Browser bietet kein WebGPU|WebGPU findet keine Grafikkarte|WebGPU liefe hier ohne/.test(
      await viewer.part('provider').innerText(),
    ),
    `what the worker found out: ${await viewer.part('provider').innerText()}`,
  );
  await viewer.run('fewShotLmsSetRange', { range: { from: 5, to: 2 } });
  check(
    await eventually(() => says('Der Bereich geht von 1 bis')),
    'a problem in the language of the viewer',
  );
  await viewer.speak('en-US');
  check(await eventually(() => says(english)), 'English again');
  equal(await viewer.part('provider').innerText(), reason, 'what the worker found out, in English again');
}

import { seriousFaults } from '../axe.mjs';
import { check, equal, eventually } from '../check.mjs';

export const title = 'a corrupt model file is refused with a sentence, and can be tried again';

export async function test(viewer) {
  const { page } = viewer;
  const mend = await viewer.damageModels();
  await viewer.openStudy();
  await viewer.scrollTo(9);
  await viewer.createSegment();
  await page.locator('[data-cy=fslms-backend][data-phase=failed]').waitFor({ timeout: 60_000 });
  const sentence = await viewer.part('backend').innerText();
  check(
    /SHA-256|hash|damaged|checksum/i.test(sentence),
    `the panel says what is wrong with the model: ${sentence}`,
  );
  // It comes from the engine in the worker, and is said in the viewer's language.
  await viewer.speak('de', { 'engine.modelDamaged': 'Die Modelldatei {{0}} ({{1}}) ist beschädigt.' });
  await viewer.part('restart').click();
  const inGerman = /Die Modelldatei chain-fast\/\w+\.onnx \(.+\) ist beschädigt\./;
  check(
    await eventually(async () => inGerman.test(await viewer.part('backend').innerText()), 60_000),
    `the panel says it in German: ${await viewer.part('backend').innerText()}`,
  );
  await viewer.speak('en-US');
  await viewer.drawHead();
  await viewer.part('support').waitFor();
  const drawn = await viewer.labels();
  await viewer.propagate();
  check(
    await eventually(async () => (await viewer.part('run-failed').count()) === 1, 60_000),
    'a run with a corrupt model says that it failed',
  );
  check(JSON.stringify(await viewer.labels()) === JSON.stringify(drawn), 'nothing was changed');
  equal(await seriousFaults(page), [], 'faults that axe finds when model and run have failed');
  await viewer.screenshot('05-corrupt-model');
  await mend();
  await viewer.part('restart').click();
  await viewer.modelReady();
}

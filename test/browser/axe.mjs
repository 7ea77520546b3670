import { createRequire } from 'node:module';

const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Serious and critical faults that axe finds in the panel, one line each; [] where there are none. */
export async function seriousFaults(page) {
  await page.addScriptTag({ path: source });
  return page.evaluate(async () => {
    const { violations } = await window.axe.run('[data-cy=few-shot-lms-panel]');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ; ')}`);
  });
}

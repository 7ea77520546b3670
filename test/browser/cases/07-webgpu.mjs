import { check, equal } from '../check.mjs';

export const title = 'WebGPU in software is not taken by itself; chosen by hand it passes the self-test';

/** Gives the browser a WebGPU adapter without a graphics card. */
export const flags = ['--enable-unsafe-webgpu'];

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openStudy();
  await viewer.createSegment();
  const provider = () => viewer.part('provider').getAttribute('data-provider');
  await viewer.modelReady();
  equal(await provider(), 'wasm', 'the provider without a graphics card');
  const reason = await viewer.part('provider').innerText();
  check(/software|adapter/.test(reason), `the panel says why: ${reason}`);
  note(reason);
  await viewer.run('fewShotLmsStartModel', { provider: 'webgpu' });
  await page.locator('[data-cy=fslms-backend][data-phase=starting]').waitFor({ timeout: 10_000 });
  await viewer.modelReady();
  note((await viewer.part('backend').innerText()).split('\n').filter(Boolean).slice(1).join(' '));
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeRuntime } from './runtime';

it('x', async () => {
  const rt = await createNodeRuntime(1);
  const manifest = JSON.parse(await readFile(join(__dirname, '../../models/zoo/manifest.json'), 'utf8'));
  const s = await rt.createSession(await readFile(join(__dirname, '../../models/zoo', manifest.models[0].files.encoder?.path ?? manifest.models[0].files.step.path)));
  await s.release();
});

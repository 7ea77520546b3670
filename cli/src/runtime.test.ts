import { join } from 'node:path';
import { loadModel } from '@few-shot-lms/engine';
import { findModelFiles, zooFolder } from './model/model-files';
import { createNodeRuntime } from './runtime';

it('runs the shipped model as PyTorch does', async () => {
  const { entry, readModelFile } = await findModelFiles({ folder: await zooFolder(__dirname) });
  const model = await loadModel(entry, await createNodeRuntime(2), readModelFile);
  expect(model.provider).toBe('cpu');
  expect(model.threads).toBe(2);
  expect((await model.selfTest()).maxDifference).toBeLessThanOrEqual(1e-3);
  await model.release();
});

it('finds no models where there are none, and names the place', async () => {
  await expect(zooFolder(join('/', 'nowhere'))).rejects.toThrow(
    /No models are found above .*nowhere.*--models/,
  );
});

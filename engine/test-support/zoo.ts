import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, parseManifest, type ChainModel, type ModelEntry } from '../src/index';
import { nodeRuntime } from './nodeRuntime';

export const ZOO = join(__dirname, '../../models/zoo');

export async function zooEntries(): Promise<readonly ModelEntry[]> {
  return parseManifest(JSON.parse(await readFile(join(ZOO, 'manifest.json'), 'utf8'))).models;
}

export const readZooFile = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(join(ZOO, path)));

/** The shipped default model on onnxruntime-node. */
export async function defaultModel(): Promise<ChainModel> {
  const manifest = parseManifest(JSON.parse(await readFile(join(ZOO, 'manifest.json'), 'utf8')));
  const entry = manifest.models.find((m) => m.id === manifest.defaultModel)!;
  const model = await loadModel(entry, nodeRuntime(), readZooFile);
  if (model.kind !== 'chain') throw new Error('the default model should be a chain');
  return model;
}

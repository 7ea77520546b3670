import { parseManifest, type ModelManifest } from '@few-shot-lms/engine';
import { saidError } from '../said';
import { errorDetail } from './wireError';

/**
 * Reads a file of the model folder, same origin as the viewer.
 * @param path relative to the folder of the manifest
 * @throws UserError if it cannot be had
 */
export async function readModelFile(modelBase: string, path: string): Promise<Uint8Array> {
  try {
    // Names stay when the program is renewed: a file that the browser has kept is asked for whether it is still the same.
    const response = await fetch(new URL(path, modelBase), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw saidError('problems.modelFetch', path, errorDetail(error));
  }
}

/** @throws UserError if the manifest cannot be had or is not valid */
export async function readManifest(modelBase: string): Promise<ModelManifest> {
  const bytes = await readModelFile(modelBase, 'manifest.json');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw saidError('problems.modelFetch', 'manifest.json', errorDetail(error));
  }
  return parseManifest(json);
}

import { access, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelEntry } from '@few-shot-lms/engine';
import { parseManifest, UserError } from '@few-shot-lms/engine';
import type { ModelChoice } from '../engine-port';

export interface ModelFiles {
  readonly entry: ModelEntry;
  /** @param path relative to the manifest's folder */
  readonly readModelFile: (path: string) => Promise<Uint8Array>;
}

const MANIFEST = 'manifest.json';

/**
 * Looks the model up in a manifest.
 *
 * @throws UserError when there is no manifest, it is damaged, or it does not name the model
 */
export async function findModelFiles(choice: Pick<ModelChoice, 'folder' | 'id'>): Promise<ModelFiles> {
  const folder = choice.folder ?? (await zooFolder(await programFolder()));
  const manifest = parseManifest(await readJson(join(folder, MANIFEST)));
  const id = choice.id ?? manifest.defaultModel;
  const entry = manifest.models.find((model) => model.id === id);
  if (!entry) {
    const ids = manifest.models.map((model) => model.id).join(', ');
    throw new UserError(`There is no model '${id}' in ${join(folder, MANIFEST)}; it has ${ids}.`);
  }
  return { entry, readModelFile: (path) => readFile(join(folder, path)) };
}

/** Where the running script really lies; npx and npm link start it through a symbolic link. */
async function programFolder(): Promise<string> {
  return dirname(await realpath(process.argv[1]));
}

/**
 * Walks up from the program to the first folder that has models/zoo: the repository's root when built there, the
 * package's when installed.
 */
export async function zooFolder(start: string): Promise<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    const zoo = join(folder, 'models', 'zoo');
    if (await exists(join(zoo, MANIFEST))) return zoo;
    if (folder === dirname(folder)) break;
  }
  throw new UserError(`No models are found above ${start}; name the folder with ${MANIFEST} by --models.`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UserError(
      `${path} cannot be read (${error.message}); name the folder of the models by --models.`,
    );
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not valid JSON (${(error as Error).message}); install the models again.`);
  }
}

import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileStamp } from './instanceRecord';

/**
 * Every file in a folder and in those below it. Links are followed, after everything that lies there itself, so that a file
 * is met under its own name first; each folder is entered once, so that links in a circle come to an end. Names that begin
 * with a dot are left out.
 *
 * @param onUnreadable told of what below the folder cannot be looked at
 * @throws what reading the folder itself throws
 */
export async function* filesUnder(
  folder: string,
  onUnreadable: (path: string, error: unknown) => void,
): AsyncGenerator<FileStamp> {
  const entered = new Set<string>();
  const links: string[] = [];

  async function* within(path: string): AsyncGenerator<FileStamp> {
    for (const entry of await enter(path)) {
      if (entry.name.startsWith('.')) continue;
      const file = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isSymbolicLink()) links.push(file);
      else if (entry.isDirectory() || entry.isFile()) yield* tolerant(file);
    }
  }

  async function enter(path: string) {
    const real = await realpath(join(folder, path));
    if (entered.has(real)) return [];
    entered.add(real);
    const entries = await readdir(real, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function* tolerant(path: string): AsyncGenerator<FileStamp> {
    try {
      const found = await stat(join(folder, path));
      if (found.isDirectory()) yield* within(path);
      else if (found.isFile()) yield { file: path, size: found.size, modifiedMs: found.mtimeMs };
    } catch (error) {
      onUnreadable(path, error);
    }
  }

  yield* within('');
  // Folders that they lead to may hold further ones, which come in at the end.
  for (const link of links) yield* tolerant(link);
}

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@few-shot-lms/engine';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ENOENT: 'it is gone, or a link that leads nowhere',
  ELOOP: 'it is a link that leads to itself',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

/** The bytes of a file. @throws UserError when the system refuses */
export function readInput(path: string): Promise<Uint8Array> {
  return allowed(path, readFile(path));
}

/** All files in a folder and its subfolders, links followed, each file once. @throws UserError when the system refuses */
export async function filesUnder(folder: string): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  const add = async (path: string): Promise<void> => {
    const place = await allowed(path, realpath(path));
    if (seen.has(place)) return;
    seen.add(place);
    const status = await allowed(path, stat(place));
    if (status.isFile()) files.push(path);
    if (!status.isDirectory()) return;
    for (const name of await allowed(path, readdir(place))) await add(join(path, name));
  };
  await add(folder);
  return files.sort();
}

async function allowed<T>(path: string, access: Promise<T>): Promise<T> {
  try {
    return await access;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be read: ${REASONS[code] ?? message}.`);
  }
}

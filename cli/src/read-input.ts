import type { Stats } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@few-shot-lms/engine';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ENOENT: 'it is gone, or a link that leads nowhere',
  ELOOP: 'it is a link that leads to itself',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

/** Nothing is at a path, or a file is where it has a folder. */
const ABSENT = ['ENOENT', 'ENOTDIR'];

/** The system did not let an input be read. */
export class UnreadableError extends UserError {}

/** What is at a path, links followed; undefined where nothing is. @throws UnreadableError when the system refuses */
export async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (ABSENT.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw unreadable(path, error);
  }
}

/** The bytes of a file, or so many from its start. @throws UnreadableError when the system refuses */
export function readInput(path: string, length?: number): Promise<Uint8Array> {
  return allowed(path, length === undefined ? readFile(path) : readStart(path, length));
}

/** All files in a folder and its subfolders, links followed, each file once. @throws UnreadableError when the system refuses */
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

async function readStart(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(length);
    let filled = 0;
    for (;;) {
      // A network drive may give less at a time than was asked for.
      const { bytesRead } = await file.read(bytes, filled, length - filled, filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === length) return bytes.subarray(0, filled);
    }
  } finally {
    await file.close();
  }
}

async function allowed<T>(path: string, access: Promise<T>): Promise<T> {
  try {
    return await access;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UnreadableError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new UnreadableError(`${path} cannot be read: ${REASONS[code] ?? message}.`);
}

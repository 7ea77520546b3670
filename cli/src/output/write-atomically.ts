import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '@few-shot-lms/engine';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'your quota is used up; free some space and try again',
  EACCES: 'you may not write there; choose another place',
  EPERM: 'you may not write there; choose another place',
  EROFS: 'the file system is read-only; choose another place',
  ENOENT: 'the folder does not exist; create it first',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  EISDIR: 'there is a folder of that name; choose another name',
};

/**
 * Writes a file so that its name never stands for half of it: beside its place first, then renamed over it.
 *
 * @throws UserError when the system refuses
 */
export async function writeAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  await withTemporary(path, async (temporary) => {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  });
}

/**
 * Finds out whether `writeAtomically` will be let in: puts an empty file beside the place and takes it away again. What
 * is at the place itself is not touched.
 *
 * @throws UserError when the system refuses
 */
export async function checkWritable(path: string): Promise<void> {
  await withTemporary(path, async (temporary) => {
    await writeFile(temporary, '');
    await rm(temporary);
  });
}

/** Does something with the file that stands beside a place until it is whole, and leaves none where that fails. */
async function withTemporary(path: string, work: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await work(temporary);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (!reason) throw error;
    throw new UserError(`${path} cannot be written: ${reason}.`);
  }
}

import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '@few-shot-lms/engine';
import { statusOf } from '../read-input';
import { checkWritable } from './write-atomically';

/**
 * Refuses, before any work is done, a place that cannot take the result or that holds an input.
 *
 * @param path file to be written
 * @param option the option that named it, for the message
 * @param inputs files that were or will be read
 * @throws UserError
 */
export async function checkOutputPath(
  path: string,
  option: string,
  inputs: readonly string[],
): Promise<void> {
  const folder = await statusOf(dirname(resolve(path)));
  if (!folder?.isDirectory()) {
    throw new UserError(`The folder of ${option} ${path} does not exist; create it first.`);
  }
  // What else is wrong with it is said when a file is put beside it.
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new UserError(`${option} ${path} is a folder; give a file name.`);
  }
  const place = await realPlace(path);
  for (const input of inputs) {
    if ((await realPlace(input)) === place) {
      throw new UserError(`${option} ${path} is an input; give another name, inputs are never overwritten.`);
    }
  }
  await checkWritable(path);
}

/** Links resolved, for files that may not exist; what is wrong with a place is said where it is read or written. */
async function realPlace(path: string): Promise<string> {
  const absolute = resolve(path);
  const real = await realpath(absolute).catch(() => undefined);
  if (real !== undefined) return real;
  const folder = dirname(absolute);
  return join(await realpath(folder).catch(() => folder), basename(absolute));
}

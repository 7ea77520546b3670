import type { UserError } from '../errors';
import { engineError } from '../sentences';

/** Parsed JSON of which nothing is known yet. Each check names the place that is wrong. */
export type Json = Record<string, unknown>;

/** @throws UserError */
export function object(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, 'an object');
  return value as Json;
}

/** @throws UserError unless there is at least one */
export function objects(value: unknown, where: string): Json[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong(where, 'a list of at least one');
  return value.map((one, i) => object(one, `${where}[${i}]`));
}

/** @throws UserError */
export function numbers(value: Json, names: readonly string[], where: string): void {
  for (const name of names) if (!Number.isFinite(value[name])) throw wrong(`${where}.${name}`, 'a number');
}

/** @throws UserError */
export function texts(value: Json, names: readonly string[], where: string): void {
  for (const name of names) if (typeof value[name] !== 'string') throw wrong(`${where}.${name}`, 'a text');
}

/** @throws UserError */
export function textList(value: unknown, where: string): void {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
    throw wrong(where, 'a list of texts');
  }
}

/** @throws UserError unless there is at least one */
export function numberList(value: unknown, where: string): void {
  if (!Array.isArray(value) || value.length === 0 || !value.every(Number.isFinite)) {
    throw wrong(where, 'a list of numbers');
  }
}

/** @throws UserError */
export function row(value: unknown, length: number, where: string): void {
  if (!Array.isArray(value) || value.length !== length || !value.every(Number.isFinite)) {
    throw wrong(where, `a list of numbers, ${length} long`);
  }
}

/** @throws UserError unless there is at least one, all of them known */
export function listOf(value: unknown, known: readonly string[], where: string): void {
  if (!Array.isArray(value) || value.length === 0 || value.some((name) => !known.includes(name))) {
    throw wrong(where, `a list of ${known.join(', ')}`);
  }
}

/** A path that leads nowhere but into the folder that it is relative to, on a disk as behind a URL. @throws UserError */
export function pathInside(value: unknown, where: string): void {
  // Only what no URL and no disk reads as anything but a name: blanks and percent signs may become dots and slashes.
  const names = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;
  if (typeof value !== 'string' || !names.test(value)) throw wrong(where, 'a path inside the model folder');
}

export function wrong(where: string, wanted: string): UserError {
  return engineError('manifestDamaged', where, wanted);
}

import { UserError } from '@few-shot-lms/engine';

/** Whole numbers from 0 up to, not including, a limit. */
export type Random = (limit: number) => number;

/** Pseudo-random numbers, the same every time for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * A copy with bytes changed, cut off, removed or repeated, numbers of two and four bytes made very large, in up to four
 * places.
 *
 * @param from first byte that may be changed
 */
export function damaged(bytes: Uint8Array, random: Random, from: number): Uint8Array {
  let copy = bytes.slice();
  for (let count = 1 + random(4); count > 0 && copy.length > from + 8; count--) {
    const at = from + random(copy.length - from - 8);
    const kind = random(6);
    if (kind === 0) copy[at] = random(256);
    else if (kind === 1) copy.fill([0, 255, random(256)][random(3)], at, at + random(8));
    else if (kind === 2) copy = copy.slice(0, at);
    else if (kind === 3) copy = Uint8Array.from([...copy.slice(0, at), ...copy.slice(at + random(40))]);
    else if (kind === 4) copy = Uint8Array.from([...copy.slice(0, at + random(40)), ...copy.slice(at)]);
    else
      copy.set(
        [
          [0xff, 0xff],
          [0xff, 0xff, 0xff, 0x7f],
          [0, 0x80],
        ][random(3)],
        at,
      );
  }
  return copy;
}

/** Longest time in ms that one small file may take. */
const LONGEST = 5000;

/**
 * Reads; a UserError, which says a sentence, is an answer.
 *
 * @throws whatever else was thrown, and if it took too long
 */
export async function outcomeOf(read: () => Promise<unknown>): Promise<'read' | 'refused'> {
  const started = performance.now();
  let outcome: 'read' | 'refused' = 'read';
  try {
    await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (!/[a-z].*\.$/is.test(error.message)) {
      throw new Error(`this is no sentence: ${error.message}`, { cause: error });
    }
    outcome = 'refused';
  }
  const took = performance.now() - started;
  if (took > LONGEST) throw new Error(`a file took ${took.toFixed(0)} ms`);
  return outcome;
}

/** The most memory in MB that this process has held so far; it never falls. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Plain loops over a slice: these run for every slice of a chain, and callbacks cost several times as much. */

/** 1 where soft > 1/2. */
export function harden(soft: Float32Array): Uint8Array {
  const out = new Uint8Array(soft.length);
  for (let p = 0; p < soft.length; p++) if (soft[p] > 0.5) out[p] = 1;
  return out;
}

/** (1 - weight) a + weight b, in place of a. */
export function mixInto(a: Float32Array, b: Float32Array, weight: number): Float32Array {
  for (let p = 0; p < a.length; p++) a[p] = (1 - weight) * a[p] + weight * b[p];
  return a;
}

/** Pixels that are not zero. */
export function areaOf(mask: Uint8Array): number {
  let n = 0;
  for (let p = 0; p < mask.length; p++) if (mask[p]) n++;
  return n;
}

/** Dice of two soft masks cut at 1/2; 1 when both are empty. */
export function diceOfSoft(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let total = 0;
  for (let p = 0; p < a.length; p++) {
    const x = a[p] > 0.5 ? 1 : 0;
    const y = b[p] > 0.5 ? 1 : 0;
    total += x + y;
    both += x & y;
  }
  return total ? (2 * both) / total : 1;
}

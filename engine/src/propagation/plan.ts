/** One walk: from a support outward to the next support or the range's end. */
export interface Run {
  readonly support: number;
  readonly slices: readonly number[];
}

/**
 * Runs for every support and direction, in ascending order of support, upward before downward.
 * @param range first and last slice to fill, inclusive
 */
export function planRuns(supports: readonly number[], range: readonly [number, number]): Run[] {
  const drawn = new Set(supports);
  const runs: Run[] = [];
  for (const support of [...drawn].sort((a, b) => a - b)) {
    for (const step of [1, -1]) {
      const slices: number[] = [];
      for (let z = support + step; z >= 0 && reaches(z, step, range) && !drawn.has(z); z += step)
        slices.push(z);
      if (slices.some((z) => z >= range[0] && z <= range[1])) runs.push({ support, slices });
    }
  }
  return runs;
}

/** A support outside the range still walks towards it: the slices in between carry the mask there. */
function reaches(z: number, step: number, range: readonly [number, number]): boolean {
  return step > 0 ? z <= range[1] : z >= range[0];
}

/** Nearest supports below and above a slice. */
export function neighboursOf(
  slice: number,
  supports: readonly number[],
): { readonly below: number | null; readonly above: number | null } {
  let below: number | null = null;
  let above: number | null = null;
  for (const s of supports) {
    if (s < slice && (below === null || s > below)) below = s;
    if (s > slice && (above === null || s < above)) above = s;
  }
  return { below, above };
}

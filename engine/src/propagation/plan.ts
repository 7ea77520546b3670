/** One walk: from a support outward to the next support or to the last slice that is wanted. */
export interface Run {
  readonly support: number;
  readonly slices: readonly number[];
}

/**
 * The undrawn slices between two supports, or beyond the last one. Masks there are made from these supports alone; beyond the
 * last one all the others have a say too in the scores and so in how far the object goes (see reach.ts).
 */
export interface Gap {
  /** Support below, null where the gap reaches the first slice. */
  readonly below: number | null;
  readonly above: number | null;
}

/** The gap that a slice lies in. */
export function gapAt(slice: number, supports: readonly number[]): Gap {
  let below: number | null = null;
  let above: number | null = null;
  for (const s of supports) {
    if (s < slice && (below === null || s > below)) below = s;
    if (s > slice && (above === null || s < above)) above = s;
  }
  return { below, above };
}

/**
 * Walks that reach every wanted slice from the supports on both sides of it, in ascending order of support, upward before
 * downward. A walk passes through slices that are not wanted on its way to one that is, and steps over empty ones.
 */
export function planRuns(
  supports: readonly number[],
  wanted: readonly number[],
  empty: readonly number[] = [],
): Run[] {
  const drawn = [...new Set(supports)].sort((a, b) => a - b);
  const runs: Run[] = [];
  drawn.forEach((support, n) => {
    const [lower, upper] = [drawn[n - 1] ?? -1, drawn[n + 1] ?? Infinity];
    const above = wanted.filter((z) => z > support && z < upper);
    const below = wanted.filter((z) => z < support && z > lower);
    const full = (z: number) => !empty.includes(z);
    const up = span(support + 1, Math.max(...above)).filter(full);
    const down = span(Math.min(...below), support - 1)
      .filter(full)
      .reverse();
    if (up.length > 0) runs.push({ support, slices: up });
    if (down.length > 0) runs.push({ support, slices: down });
  });
  return runs;
}

/** Whole numbers from first to last; none if either is infinite, as the extreme of no slice is. */
function span(first: number, last: number): number[] {
  if (!Number.isFinite(first) || !Number.isFinite(last)) return [];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
}

/** When a slice came and whether the network had to run for it (slices beyond the end come for free). */
export interface SliceArrival {
  readonly atMs: number;
  readonly worked: boolean;
}

/** The newest slices say best how fast the machine is now; the first one also paid for the warm-up. */
const WINDOW = 12;

/**
 * Milliseconds until a run is done, from the measured time per worked slice; null while nothing has been measured.
 * @param startedAtMs when the first slice was asked for
 * @param remaining slices that have not come yet, each counted as if the network had to run for it
 */
export function timeLeft(
  startedAtMs: number,
  arrivals: readonly SliceArrival[],
  remaining: number,
): number | null {
  if (remaining === 0) return 0;
  const durations: number[] = [];
  let previous = startedAtMs;
  for (const { atMs, worked } of arrivals) {
    if (worked) durations.push(atMs - previous);
    previous = atMs;
  }
  if (durations.length === 0) return null;
  const measured = (durations.length > 2 ? durations.slice(1) : durations).slice(-WINDOW);
  return (measured.reduce((sum, ms) => sum + ms, 0) / measured.length) * remaining;
}

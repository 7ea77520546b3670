import type { RunInSight } from './runState';

/** How far a run is in slices of the series: one is done when it is done for every segment that wants it. */
export function runProgress({
  targets,
  arrivals,
}: Pick<Extract<RunInSight, { phase: 'running' | 'cancelling' }>, 'targets' | 'arrivals'>): {
  readonly done: number;
  readonly planned: number;
} {
  const waiting = new Map<number, number>();
  for (const { slices } of targets) {
    for (const slice of slices) waiting.set(slice, (waiting.get(slice) ?? 0) + 1);
  }
  for (const { slice } of arrivals) waiting.set(slice, (waiting.get(slice) ?? 0) - 1);
  const done = [...waiting.values()].filter((left) => left <= 0).length;
  return { done, planned: waiting.size };
}

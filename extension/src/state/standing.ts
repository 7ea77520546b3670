import type { SliceState } from './provenance';
import { partakers } from './runPlan';
import type { RunTarget } from './runState';
import { segmentView, type SliceView } from './segmentView';
import type { SessionState } from './sessionState';
import type { ViewerContext } from './viewerContext';

/** A segment that takes part and what runs found for it on slices that the next run fills for others only. */
export interface StandingSegment extends Pick<RunTarget, 'segmentKey' | 'index' | 'supports'> {
  readonly slices: readonly { readonly slice: number; readonly runId: number }[];
}

/** Who else wants voxels on the slices of a run. What is drawn or was found right is not up for discussion. */
export function standingSegments(
  state: SessionState,
  context: Extract<ViewerContext, { kind: 'segment' }>,
  targets: readonly RunTarget[],
): readonly StandingSegment[] {
  const fills = (key: string, slice: number) =>
    targets.some(({ segmentKey, slices }) => segmentKey === key && slices.includes(slice));
  const filled = [...new Set(targets.flatMap(({ slices }) => slices))].sort((a, b) => a - b);
  return partakers(state, context)
    .map(({ key, index }) => {
      const view = segmentView(state, key);
      const slices = filled.flatMap((slice) => {
        const runId = fills(key, slice) ? null : workOn(view.slices[slice]);
        return runId === null ? [] : [{ slice, runId }];
      });
      return { segmentKey: key, index, supports: view.supports, slices };
    })
    .filter(({ slices }) => slices.length > 0);
}

/** Everything that stands on a slice, in one word; slices without anything are left out. */
export function standingNames(standing: readonly StandingSegment[]): Readonly<Record<number, string>> {
  const names: Record<number, string> = {};
  for (const { segmentKey, slices } of standing) {
    for (const { slice, runId } of slices) names[slice] = `${names[slice] ?? ''}${segmentKey} ${runId}, `;
  }
  return names;
}

/** The run whose find stands on a slice and may still change hands, null if there is none. */
export function workOn(slice: (SliceState & Pick<SliceView, 'checked'>) | undefined): number | null {
  if (!slice || slice.checked || (slice.role !== 'propagated' && slice.role !== 'empty')) return null;
  return slice.runId ?? null;
}

import type { SegmentationLabels } from '../ohif/ViewerHost';
import { runsByValue } from '../state/maskRuns';
import type { RunTarget } from '../state/runState';
import type { StandingSegment } from '../state/standing';
import type { NamedSegmentRequest } from '../worker/protocol';
import { placeOf } from './LabelEdit';

/** Name of a run for the worker. */
export function tokenOf(runId: number): string {
  return `run ${runId}`;
}

/**
 * What the worker is asked for: the segments that are filled and those that stand in their way, in the order of the
 * segmentation, so that a tie is decided alike whoever is filled.
 * @throws UserError if a segment is gone
 */
export function segmentRequests(
  targets: readonly RunTarget[],
  standing: readonly StandingSegment[],
  labels: SegmentationLabels,
): NamedSegmentRequest[] {
  const others = standing.filter(({ index }) => targets.every((target) => target.index !== index));
  const all = [...targets, ...others].sort((a, b) => a.index - b.index);
  const runsOn = runsOf(labels);
  return all.map(({ segmentKey: key, index, supports }) => {
    const target = targets.find((one) => one.index === index);
    const found = standing.find((one) => one.index === index)?.slices ?? [];
    const { layer, value } = placeOf(labels, index);
    return {
      key,
      supports: supports.map((slice) => ({ slice, runs: runsOn(layer, slice, value) })),
      slices: target?.slices ?? [],
      empty: target?.erased,
      atLeast: target?.ends,
      standing: found.map(({ slice, runId }) => ({ slice, token: tokenOf(runId) })),
    };
  });
}

/** Where a label value is on a plane. Each plane is looked through once, however many labels are drawn on it. */
function runsOf(labels: SegmentationLabels): (layer: number, slice: number, value: number) => Uint32Array {
  const known = new Map<string, ReadonlyMap<number, Uint32Array>>();
  return (layer, slice, value) => {
    const plane = `${layer} ${slice}`;
    const runs = known.get(plane) ?? runsByValue(labels.plane(layer, slice));
    known.set(plane, runs);
    return runs.get(value) ?? new Uint32Array(0);
  };
}

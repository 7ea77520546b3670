import type { PropagationRequest, SliceResult, Volume } from '@few-shot-lms/engine';
import { areaOf, CancelledError, UserError } from '@few-shot-lms/engine';
import type { EnginePort, OpenModel } from './engine-port';
import { LabelMerger } from './output/label-merger';
import { ProbabilityStore } from './output/probability-store';
import type { SegmentTask } from './support/support';

/** What is known of one slice besides its voxels. */
export type SliceRecord = Pick<SliceResult, 'slice' | 'status' | 'scores' | 'milliseconds'> & {
  /** Voxels of the segment's own mask, before other segments took their part. */
  readonly voxels: number;
};

export interface SegmentOutcome {
  readonly task: SegmentTask;
  /** Slices that were to be filled. */
  readonly planned: number;
  /** Those that were, in the order in which they came. */
  readonly slices: readonly SliceRecord[];
}

export interface PropagationOutcome {
  /** Column fastest, then row, then slice; drawn slices included. */
  readonly labels: Uint16Array;
  readonly segments: readonly SegmentOutcome[];
  readonly cancelled: boolean;
  /** Before the segments were put into one label volume; only if they were asked for. */
  readonly probabilities?: ProbabilityStore;
}

/** Called after every slice. @param done slices so far of all segments, out of `planned` */
export type SliceListener = (task: SegmentTask, record: SliceRecord, done: number, planned: number) => void;

/** One request a segment, each checked, before anything slow is done. @throws UserError naming the segment */
export function requestsFor(
  engine: EnginePort,
  volume: Volume,
  tasks: readonly SegmentTask[],
  range: readonly [number, number] | undefined,
): PropagationRequest[] {
  return tasks.map((task) => {
    const request: PropagationRequest = { volume, supports: task.supports, range };
    try {
      engine.validate(request);
    } catch (error) {
      if (!(error instanceof UserError) || tasks.length === 1) throw error;
      throw new UserError(`Label ${task.label} (${task.description.name}): ${error.message}`);
    }
    return request;
  });
}

/**
 * Runs the segments one after the other and merges them. Cancelling by the signal is no error: what was done is returned.
 *
 * @param keep.probabilities also keep the soft masks
 */
export async function propagateSegments(
  engine: EnginePort,
  model: OpenModel,
  tasks: readonly SegmentTask[],
  requests: readonly PropagationRequest[],
  signal: AbortSignal,
  onSlice: SliceListener,
  keep: { readonly probabilities?: boolean } = {},
): Promise<PropagationOutcome> {
  const { columns, rows, slices } = requests[0].volume.geometry;
  const merger = new LabelMerger(columns * rows, slices, tasks);
  const probabilities = keep.probabilities ? new ProbabilityStore(columns, rows, tasks) : undefined;
  const counts = requests.map((request) => engine.plan(request));
  const planned = counts.reduce((a, b) => a + b, 0);
  const records = tasks.map((): SliceRecord[] => []);
  let done = 0;
  try {
    for (const [n, task] of tasks.entries()) {
      signal.throwIfAborted();
      for await (const result of model.propagate(requests[n], { signal })) {
        merger.add(task.label, result);
        probabilities?.add(task.label, result);
        records[n].push(recordOf(result));
        onSlice(task, records[n].at(-1)!, ++done, planned);
      }
    }
  } catch (error) {
    if (!(error instanceof CancelledError) && !signal.aborted) throw error;
  }
  return {
    labels: merger.labels,
    segments: tasks.map((task, n) => ({ task, planned: counts[n], slices: records[n] })),
    cancelled: done < planned,
    probabilities,
  };
}

function recordOf({ slice, status, scores, milliseconds, mask }: SliceResult): SliceRecord {
  return { slice, status, scores, milliseconds, voxels: areaOf(mask) };
}

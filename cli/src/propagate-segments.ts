import type { PropagationRequest, SliceResult, Volume, VolumeGeometry } from '@few-shot-lms/engine';
import { areaOf, CancelledError, UserError } from '@few-shot-lms/engine';
import type { PropagateOptions } from './arguments';
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

/** The masks of all segments: the drawn ones from the start, the others as they come. */
export interface Masks {
  readonly merger: LabelMerger;
  /** Before the segments were put into one label volume; only if they were asked for. */
  readonly probabilities?: ProbabilityStore;
}

export interface PropagationOutcome {
  readonly masks: Masks;
  readonly segments: readonly SegmentOutcome[];
  readonly cancelled: boolean;
}

/** Called after every slice. @param done slices so far of all segments, out of `planned` */
export type SliceListener = (task: SegmentTask, record: SliceRecord, done: number, planned: number) => void;

/**
 * One request a segment, each checked, before anything slow is done; null for one that has nothing to fill beside others that
 * have. What the options say holds for all segments.
 *
 * @throws UserError naming the segment
 */
export function requestsFor(
  engine: EnginePort,
  volume: Volume,
  tasks: readonly SegmentTask[],
  { range, atLeast }: Pick<PropagateOptions, 'range' | 'atLeast'>,
): (PropagationRequest | null)[] {
  const ends = atLeast && { low: atLeast[0], high: atLeast[1] };
  const requests = tasks.map((task): PropagationRequest => {
    const kept = task.kept.map(({ slice }) => slice);
    return {
      ...{ volume, range, atLeast: ends, kept },
      supports: task.supports,
      empty: task.empty,
    };
  });
  const idle = requests.map((request) => request.supports.length === 0 || engine.plan(request) === 0);
  const some = idle.includes(false);
  return requests.map((request, n) => {
    if (some && idle[n]) return null;
    const task = tasks[n];
    try {
      engine.validate(request);
    } catch (error) {
      if (!(error instanceof UserError) || tasks.length === 1) throw error;
      throw new UserError(`Label ${task.label} (${task.description.name}): ${error.message}`);
    }
    return request;
  });
}

/** @param keep.probabilities also keep the soft masks */
export function drawnMasks(
  { columns, rows, slices }: VolumeGeometry,
  tasks: readonly SegmentTask[],
  keep: { readonly probabilities?: boolean } = {},
): Masks {
  return {
    merger: new LabelMerger(columns * rows, slices, tasks),
    probabilities: keep.probabilities ? new ProbabilityStore(columns, rows, tasks) : undefined,
  };
}

/**
 * Runs the segments one after the other and adds them to the masks. Cancelling by the signal is no error: what was done is
 * returned.
 */
export async function propagateSegments(
  engine: EnginePort,
  model: OpenModel,
  tasks: readonly SegmentTask[],
  requests: readonly (PropagationRequest | null)[],
  signal: AbortSignal,
  onSlice: SliceListener,
  masks: Masks,
): Promise<PropagationOutcome> {
  const counts = requests.map((request) => (request ? engine.plan(request) : 0));
  const planned = counts.reduce((a, b) => a + b, 0);
  const records = tasks.map((): SliceRecord[] => []);
  let done = 0;
  try {
    for (const [n, task] of tasks.entries()) {
      signal.throwIfAborted();
      const request = requests[n];
      if (!request) continue;
      for await (const result of model.propagate(request, { signal })) {
        masks.merger.add(task.label, result);
        masks.probabilities?.add(task.label, result);
        records[n].push(recordOf(result));
        onSlice(task, records[n].at(-1)!, ++done, planned);
      }
    }
  } catch (error) {
    if (!(error instanceof CancelledError) && !signal.aborted) throw error;
  }
  return {
    masks,
    segments: tasks.map((task, n) => ({ task, planned: counts[n], slices: records[n] })),
    cancelled: done < planned,
  };
}

function recordOf({ slice, status, scores, milliseconds, mask }: SliceResult): SliceRecord {
  return { slice, status, scores, milliseconds, voxels: areaOf(mask) };
}

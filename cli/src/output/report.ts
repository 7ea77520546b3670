import { resourceUsage } from 'node:process';
import type { PropagateOptions } from '../arguments';
import type { ModelDescription } from '../engine-port';
import type { PropagationOutcome, SegmentOutcome } from '../propagate-segments';

/** Seconds on the wall clock, by what was done; their sum is nearly `total`. */
export interface PhaseSeconds {
  /** Reading the image and the support. */
  load: number;
  /** Reading, verifying and compiling the model. */
  model: number;
  /** In the network's encoder, for the drawn slices. */
  encode: number;
  /** In the rest of the network, for every slice that is looked at. */
  head: number;
  /** Everything else of the propagation: crops, evidence, edge term, stop rule, merging. */
  other: number;
  /** Packing and writing the result. */
  write: number;
  total: number;
}

/** What --report writes. */
export interface Report {
  readonly status: 'done' | 'cancelled';
  readonly image: string;
  readonly support: string;
  readonly out: string;
  readonly model: Pick<ModelDescription, 'id' | 'version' | 'sha256'>;
  readonly provider: string;
  readonly threads: number;
  readonly seconds: PhaseSeconds;
  /** Over the slices that were looked at. */
  readonly secondsPerSlice: { readonly encode: number; readonly head: number; readonly other: number };
  readonly peakMemoryBytes: number;
  readonly labels: readonly LabelReport[];
}

export interface LabelReport {
  readonly label: number;
  readonly name: string;
  readonly supports: readonly number[];
  /** Slices that stayed as the support has them, though nothing was made from them. */
  readonly kept: readonly number[];
  readonly planned: number;
  /** Ascending by slice. */
  readonly slices: readonly SliceReport[];
}

export interface SliceReport {
  readonly slice: number;
  readonly status: string;
  readonly presence: number;
  readonly certainty: number;
  readonly agreement: number;
  /** Of the least sure slice on the way from the drawn one; chain models only. */
  readonly way?: number;
  readonly trust: number;
  /** Of the segment's own mask, before other segments took their part. */
  readonly voxels: number;
  readonly networkMs: number;
  readonly otherMs: number;
}

export function buildReport(
  options: Pick<PropagateOptions, 'image' | 'support' | 'out'>,
  model: ModelDescription,
  outcome: PropagationOutcome,
  seconds: PhaseSeconds,
): Report {
  // Slices beyond the object's end are not looked at; counting them would make the network look faster.
  const worked = outcome.segments
    .flatMap(({ slices }) => slices)
    .filter(({ status }) => status !== 'beyond-end').length;
  return {
    status: outcome.cancelled ? 'cancelled' : 'done',
    image: options.image,
    support: options.support,
    out: options.out,
    model: { id: model.id, version: model.version, sha256: model.sha256 },
    provider: model.provider,
    threads: model.threads,
    seconds: Object.fromEntries(
      Object.entries(seconds).map(([phase, value]) => [phase, round(value, 3)]),
    ) as unknown as PhaseSeconds,
    secondsPerSlice: {
      encode: round(seconds.encode / Math.max(1, worked), 4),
      head: round(seconds.head / Math.max(1, worked), 4),
      other: round(seconds.other / Math.max(1, worked), 4),
    },
    peakMemoryBytes: resourceUsage().maxRSS * 1024,
    labels: outcome.segments.map(labelReport),
  };
}

function labelReport({ task, planned, slices }: SegmentOutcome): LabelReport {
  return {
    label: task.label,
    name: task.description.name,
    supports: task.supports.map(({ slice }) => slice),
    kept: task.kept.map(({ slice }) => slice),
    planned,
    slices: [...slices]
      .sort((a, b) => a.slice - b.slice)
      .map(({ slice, status, scores, voxels, milliseconds }) => ({
        slice,
        status,
        presence: round(scores.presence, 4),
        certainty: round(scores.certainty, 4),
        agreement: round(scores.agreement, 4),
        ...(scores.way === undefined ? {} : { way: round(scores.way, 4) }),
        trust: round(scores.trust, 4),
        voxels,
        networkMs: round(milliseconds.network, 2),
        otherMs: round(milliseconds.other, 2),
      })),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

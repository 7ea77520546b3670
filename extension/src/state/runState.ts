import type { SliceArrival } from './timeLeft';

/**
 * - propagate: every slice of the range
 * - update: what depends on something that has changed, and what is missing
 * - extend: one side of one segment, beyond the end that was found
 */
export type RunKind = 'propagate' | 'update' | 'extend';

/** What a run does for one segment. */
export interface RunTarget {
  readonly segmentKey: string;
  /** Number of the segment within its segmentation. */
  readonly index: number;
  readonly label: string;
  /** Drawn slices that the run starts from. */
  readonly supports: readonly number[];
  /** Slices that the user has erased, which it steps over. */
  readonly erased: readonly number[];
  /** Slices that it fills, in spatial order. */
  readonly slices: readonly number[];
  /** The user's own ends. */
  readonly ends: { readonly low?: number; readonly high?: number };
  /** For every slice what its result is made from (see dependencies.ts). */
  readonly basis: Readonly<Record<number, string>>;
}

/** Where the user says that a segment goes on to. */
export interface DraggedEnd {
  readonly segmentKey: string;
  readonly side: 'low' | 'high';
  readonly slice: number;
}

export interface RunSummary {
  /** Slices that came, of `planned`; each segment counts its own. */
  readonly done: number;
  readonly planned: number;
  readonly propagated: number;
  readonly absent: number;
  readonly beyondEnd: number;
  /** Slices not written because the user drew on them, or found them right, while the run was going. */
  readonly kept: number;
  readonly seconds: number;
  /** The least trusted propagated slice, null if none was propagated. */
  readonly leastTrusted: {
    readonly segmentKey: string;
    readonly slice: number;
    readonly trust: number;
  } | null;
}

export interface RunOf {
  readonly runId: number;
  readonly kind: RunKind;
  readonly segmentationId: string;
  /** Series that the run goes through. */
  readonly seriesKey: string;
  readonly targets: readonly RunTarget[];
  /** Of an extension: the end that comes with it, remembered from the run's first step on. */
  readonly movedEnd: DraggedEnd | null;
  /** What stood in its way when it began, by slice (`standingNames`). */
  readonly standing: Readonly<Record<number, string>>;
  /** The run whose stopped job it went on with. */
  readonly continued: RunOf | null;
}

export type RunInSight =
  | (RunOf & {
      readonly phase: 'preparing';
      readonly step: 'images' | 'model';
      readonly done: number;
      readonly total: number;
    })
  | (RunOf & {
      readonly phase: 'running' | 'cancelling';
      readonly startedAtMs: number;
      readonly arrivals: readonly (SliceArrival & { readonly slice: number })[];
      readonly summary: RunSummary;
    })
  | (RunOf & {
      readonly phase: 'done' | 'cancelled' | 'undone';
      readonly summary: RunSummary;
      /** A problem had stopped it before it was undone: its job cannot go on. */
      readonly broken?: true;
    })
  | (RunOf & { readonly phase: 'failed'; readonly message: string; readonly summary: RunSummary });

export type RunState = { readonly phase: 'idle' } | RunInSight;

export const NOTHING_DONE: RunSummary = {
  done: 0,
  planned: 0,
  propagated: 0,
  absent: 0,
  beyondEnd: 0,
  kept: 0,
  seconds: 0,
  leastTrusted: null,
};

/** True from the press of the button until the last slice has come. */
export function isGoing(
  run: RunState,
): run is Extract<RunState, { phase: 'preparing' | 'running' | 'cancelling' }> {
  return run.phase === 'preparing' || run.phase === 'running' || run.phase === 'cancelling';
}

/** Whether a run is one of this segmentation on this series, or stack. */
export function isRunOn(run: RunOf, segmentationId: string, seriesKey: string): boolean {
  return run.segmentationId === segmentationId && run.seriesKey === seriesKey;
}

/** A run without how far it is. */
export function runOf(run: RunInSight): RunOf {
  const { runId, kind, segmentationId, seriesKey, targets, movedEnd, standing, continued } = run;
  return { runId, kind, segmentationId, seriesKey, targets, movedEnd, standing, continued };
}

export function plannedSlices(targets: readonly RunTarget[]): number {
  return targets.reduce((sum, { slices }) => sum + slices.length, 0);
}

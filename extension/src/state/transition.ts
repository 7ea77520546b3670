import type { SliceScores, SliceStatus } from '@few-shot-lms/engine';
import type { MaskFingerprint } from './maskFingerprint';
import { withOutcome, withRunUndone } from './provenance';
import {
  NEW_SEGMENT_SESSION,
  type AlgorithmUsed,
  type BackendState,
  type RunState,
  type RunSummary,
  type SavingState,
  type SegEncoding,
  type SegmentSession,
  type SessionState,
  type SliceRange,
} from './sessionState';
import type { ViewerContext } from './viewerContext';

/** Everything that can happen to the state. Times are milliseconds of one monotonic clock. */
export type SessionEvent =
  | { readonly type: 'context'; readonly context: ViewerContext }
  | { readonly type: 'current-slice'; readonly slice: number | null }
  | { readonly type: 'masks'; readonly segmentKey: string; readonly masks: readonly MaskFingerprint[] }
  | { readonly type: 'segmentation-removed'; readonly segmentationId: string }
  | { readonly type: 'range'; readonly segmentKey: string; readonly range: SliceRange | null }
  | { readonly type: 'encoding'; readonly encoding: SegEncoding }
  | { readonly type: 'problem'; readonly message: string | null }
  | { readonly type: 'backend'; readonly backend: BackendState }
  | { readonly type: 'saving'; readonly saving: SavingState }
  | {
      readonly type: 'run-preparing';
      readonly runId: number;
      readonly segmentKey: string;
      readonly segmentLabel: string;
      readonly step: 'images' | 'model';
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'run-started';
      readonly runId: number;
      readonly planned: number;
      readonly atMs: number;
      readonly algorithm: AlgorithmUsed;
    }
  | {
      readonly type: 'run-slice';
      readonly runId: number;
      readonly slice: number;
      readonly status: SliceStatus;
      readonly scores: SliceScores;
      /** The segment's mask on the slice after it was written; null if the slice was left alone. */
      readonly mask: MaskFingerprint | null;
      readonly atMs: number;
    }
  | { readonly type: 'run-cancelling'; readonly runId: number }
  | { readonly type: 'run-restarted'; readonly runId: number; readonly atMs: number }
  | {
      readonly type: 'run-ended';
      readonly runId: number;
      readonly how: 'done' | 'cancelled';
      readonly atMs: number;
    }
  | { readonly type: 'run-failed'; readonly runId: number; readonly message: string; readonly atMs: number }
  | {
      readonly type: 'run-undone';
      readonly runId: number;
      readonly segmentKey: string;
      readonly undone: boolean;
    };

const NOTHING_DONE: RunSummary = {
  done: 0,
  planned: 0,
  propagated: 0,
  absent: 0,
  beyondEnd: 0,
  kept: 0,
  seconds: 0,
  leastTrusted: null,
};

/** The only way the state changes; events that do not fit the phase are ignored. */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'context':
      return sameData(state.context, event.context) ? state : withContext(state, event.context);
    case 'current-slice':
      return state.currentSlice === event.slice ? state : { ...state, currentSlice: event.slice };
    case 'masks':
      return withMasks(state, event.segmentKey, event.masks);
    case 'segmentation-removed':
      return withoutSegmentation(state, event.segmentationId);
    case 'range':
      return withSegment(state, event.segmentKey, (segment) => ({ ...segment, range: event.range }));
    case 'encoding':
      return { ...state, encoding: event.encoding };
    case 'problem':
      return state.problem === event.message ? state : { ...state, problem: event.message };
    case 'backend':
      return { ...state, backend: event.backend };
    case 'saving':
      return { ...state, saving: event.saving };
    case 'run-preparing': {
      const { runId, segmentKey, segmentLabel, step, done, total } = event;
      if (isStale(state.run, runId)) return state;
      return {
        ...state,
        problem: null,
        run: { phase: 'preparing', runId, segmentKey, segmentLabel, step, done, total },
      };
    }
    case 'run-started':
      return withRunStarted(state, event);
    case 'run-slice':
      return withSlice(state, event);
    case 'run-restarted':
      return withRun(state, event.runId, (run) =>
        run.phase === 'running'
          ? {
              ...run,
              startedAtMs: event.atMs,
              arrivals: [],
              summary: { ...NOTHING_DONE, planned: run.planned },
            }
          : run,
      );
    case 'run-cancelling':
      return withRun(state, event.runId, (run) => {
        if (run.phase === 'running') return { ...run, phase: 'cancelling' };
        if (run.phase === 'preparing') return { ...runOf(run), phase: 'cancelled', summary: NOTHING_DONE };
        return run;
      });
    case 'run-ended':
      return withRun(state, event.runId, (run) =>
        isGoing(run)
          ? {
              ...runOf(run),
              phase: isUndone(state, run) ? 'undone' : event.how,
              summary: summaryAt(run, event.atMs),
            }
          : run,
      );
    case 'run-failed':
      return withRun(state, event.runId, (run) =>
        isGoing(run)
          ? { ...runOf(run), phase: 'failed', message: event.message, summary: summaryAt(run, event.atMs) }
          : run,
      );
    case 'run-undone':
      return withRunTakenBack(state, event.runId, event.segmentKey, event.undone);
  }
}

/** True from the press of the button until the last slice has come. */
export function isGoing(
  run: RunState,
): run is Extract<RunState, { phase: 'preparing' | 'running' | 'cancelling' }> {
  return run.phase === 'preparing' || run.phase === 'running' || run.phase === 'cancelling';
}

/** The remembered data of a segment, empty for a segment that has not been seen. */
export function segmentSession(state: SessionState, segmentKey: string): SegmentSession {
  return state.segments[segmentKey] ?? NEW_SEGMENT_SESSION;
}

function withContext(state: SessionState, context: ViewerContext): SessionState {
  const seriesChanged =
    context.kind === 'no-series' ||
    state.context.kind === 'no-series' ||
    context.series.key !== state.context.series.key;
  const saving: SavingState =
    seriesChanged && state.saving.phase !== 'saving' ? { phase: 'idle' } : state.saving;
  return { ...state, context, problem: null, saving };
}

function withMasks(state: SessionState, segmentKey: string, masks: readonly MaskFingerprint[]): SessionState {
  const known = segmentSession(state, segmentKey).masks;
  const same = known.length === masks.length && masks.every(({ hash }, slice) => known[slice].hash === hash);
  if (same) return state;
  // What was saved is no longer what is shown.
  const saving: SavingState = state.saving.phase === 'saved' ? { phase: 'idle' } : state.saving;
  return { ...withSegment(state, segmentKey, (segment) => ({ ...segment, masks })), saving };
}

function withoutSegmentation(state: SessionState, segmentationId: string): SessionState {
  const kept = Object.entries(state.segments).filter(([key]) => !key.startsWith(`${segmentationId}#`));
  if (kept.length === Object.keys(state.segments).length) return state;
  return { ...state, segments: Object.fromEntries(kept) };
}

function withSegment(
  state: SessionState,
  segmentKey: string,
  change: (segment: SegmentSession) => SegmentSession,
): SessionState {
  return {
    ...state,
    segments: { ...state.segments, [segmentKey]: change(segmentSession(state, segmentKey)) },
  };
}

type RunInSight = Exclude<RunState, { phase: 'idle' }>;

function withRun(state: SessionState, runId: number, change: (run: RunInSight) => RunState): SessionState {
  if (state.run.phase === 'idle' || state.run.runId !== runId) return state;
  const run = change(state.run);
  return run === state.run ? state : { ...state, run };
}

function withRunStarted(
  state: SessionState,
  { runId, planned, atMs, algorithm }: Extract<SessionEvent, { type: 'run-started' }>,
): SessionState {
  const { run } = state;
  if (run.phase !== 'preparing' || run.runId !== runId) return state;
  const next: SessionState = {
    ...state,
    run: {
      ...runOf(run),
      phase: 'running',
      planned,
      startedAtMs: atMs,
      arrivals: [],
      summary: { ...NOTHING_DONE, planned },
    },
  };
  return withSegment(next, run.segmentKey, (segment) => ({ ...segment, algorithm }));
}

function withSlice(state: SessionState, event: Extract<SessionEvent, { type: 'run-slice' }>): SessionState {
  const { run } = state;
  if ((run.phase !== 'running' && run.phase !== 'cancelling') || run.runId !== event.runId) return state;
  const { slice, status, scores, mask } = event;
  const { summary } = run;
  const found = status === 'propagated' && mask !== null;
  const lessTrusted = found && (summary.leastTrusted === null || scores.trust < summary.leastTrusted.trust);
  const next: SessionState = {
    ...state,
    run: {
      ...run,
      arrivals: [...run.arrivals, { atMs: event.atMs, worked: status !== 'beyond-end' }],
      summary: {
        ...summary,
        done: summary.done + 1,
        propagated: summary.propagated + (found ? 1 : 0),
        absent: summary.absent + (mask !== null && status === 'absent' ? 1 : 0),
        beyondEnd: summary.beyondEnd + (mask !== null && status === 'beyond-end' ? 1 : 0),
        kept: summary.kept + (mask === null ? 1 : 0),
        seconds: (event.atMs - run.startedAtMs) / 1000,
        leastTrusted: lessTrusted ? { slice, trust: scores.trust } : summary.leastTrusted,
      },
    },
  };
  if (mask === null) return next;
  const saving: SavingState = state.saving.phase === 'saved' ? { phase: 'idle' } : state.saving;
  return withSegment({ ...next, saving }, run.segmentKey, (segment) => ({
    ...segment,
    masks: segment.masks.map((known, k) => (k === slice ? mask : known)),
    provenance: withOutcome(segment.provenance, slice, {
      runId: event.runId,
      status,
      scores,
      hash: mask.hash,
    }),
  }));
}

function withRunTakenBack(
  state: SessionState,
  runId: number,
  segmentKey: string,
  undone: boolean,
): SessionState {
  const marked = state.segments[segmentKey]
    ? withSegment(state, segmentKey, (segment) => ({
        ...segment,
        provenance: withRunUndone(segment.provenance, runId, undone),
      }))
    : state;
  return withRun(marked, runId, (run) => {
    if (run.phase !== 'done' && run.phase !== 'cancelled' && run.phase !== 'undone') return run;
    return {
      ...run,
      phase: undone ? 'undone' : run.summary.done < run.summary.planned ? 'cancelled' : 'done',
    };
  });
}

/** A run that was taken back by the viewer's undo while it was still going. */
function isUndone(state: SessionState, run: RunInSight): boolean {
  return segmentSession(state, run.segmentKey).provenance.undoneRuns.includes(run.runId);
}

function isStale(run: RunState, runId: number): boolean {
  if (run.phase === 'idle') return false;
  return run.runId > runId || (run.runId === runId && run.phase !== 'preparing');
}

function runOf(run: RunInSight) {
  return { runId: run.runId, segmentKey: run.segmentKey, segmentLabel: run.segmentLabel };
}

function summaryAt(
  run: Extract<RunState, { phase: 'preparing' | 'running' | 'cancelling' }>,
  atMs: number,
): RunSummary {
  return run.phase === 'preparing'
    ? NOTHING_DONE
    : { ...run.summary, seconds: (atMs - run.startedAtMs) / 1000 };
}

/** Contexts are small plain data; comparing them saves the panel a render on every viewer event. */
function sameData(a: ViewerContext, b: ViewerContext): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

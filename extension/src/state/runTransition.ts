import type { RunEvent } from './events';
import { EMPTY_MASK } from './maskFingerprint';
import { withDisplacedMask, withOutcome } from './provenance';
import {
  isGoing,
  NOTHING_DONE,
  plannedSlices,
  runOf,
  type RunInSight,
  type RunOf,
  type RunState,
  type RunSummary,
} from './runState';
import { changeSegment, savingAfterChange } from './changes';
import { segmentSession, type SessionState } from './sessionState';

/** What happens to a run; events that do not fit its phase are ignored. */
export function runTransition(state: SessionState, event: RunEvent): SessionState {
  switch (event.type) {
    case 'run-preparing': {
      const { run, step, done, total } = event;
      if (isStale(state.run, run.runId)) return state;
      return { ...state, problem: null, run: { ...run, phase: 'preparing', step, done, total } };
    }
    case 'run-started':
      return withRunStarted(state, event);
    case 'run-slice':
      return withSlice(state, event);
    case 'run-restarted':
      return withRun(state, event.runId, (run) =>
        run.phase === 'running'
          ? { ...run, startedAtMs: event.atMs, arrivals: [], summary: nothingOf(run) }
          : run,
      );
    case 'run-cancelling':
      return withRun(state, event.runId, (run) => {
        if (run.phase === 'running') return { ...run, phase: 'cancelling' };
        if (run.phase === 'preparing') return { ...runOf(run), phase: 'cancelled', summary: nothingOf(run) };
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
      return withRun(state, event.runId, (run) => (isGoing(run) ? failedAt(state, run, event) : run));
  }
}

/**
 * The run after it was taken back, or done again, by the viewer's undo list. What had stopped one that failed is not said
 * again: what matters then is that it can go on.
 */
export function runTakenBack(run: RunState, runId: number, undone: boolean): RunState {
  if (run.phase === 'idle' || isGoing(run) || run.runId !== runId) return run;
  const { summary } = run;
  const phase = undone ? 'undone' : summary.done < summary.planned ? 'cancelled' : 'done';
  const broken = run.phase === 'failed' || run.broken;
  return { ...runOf(run), phase, summary, ...(broken ? { broken } : {}) };
}

function failedAt(
  state: SessionState,
  run: Extract<RunState, { phase: 'preparing' | 'running' | 'cancelling' }>,
  { message, atMs }: Extract<RunEvent, { type: 'run-failed' }>,
): RunState {
  const failed: RunState = { ...runOf(run), phase: 'failed', message, summary: summaryAt(run, atMs) };
  return isUndone(state, run) ? runTakenBack(failed, run.runId, true) : failed;
}

function withRun(state: SessionState, runId: number, change: (run: RunInSight) => RunState): SessionState {
  if (state.run.phase === 'idle' || state.run.runId !== runId) return state;
  const run = change(state.run);
  return run === state.run ? state : { ...state, run };
}

function withRunStarted(
  state: SessionState,
  { runId, atMs, algorithm }: Extract<RunEvent, { type: 'run-started' }>,
): SessionState {
  const { run } = state;
  if (run.phase !== 'preparing' || run.runId !== runId) return state;
  const started: SessionState = {
    ...state,
    run: { ...runOf(run), phase: 'running', startedAtMs: atMs, arrivals: [], summary: nothingOf(run) },
  };
  const { movedEnd } = run;
  return run.targets.reduce(
    (next, { segmentKey }) =>
      changeSegment(next, segmentKey, (segment) => ({
        ...segment,
        algorithms: { ...segment.algorithms, [runId]: algorithm },
        movedEnds:
          movedEnd?.segmentKey === segmentKey
            ? [...segment.movedEnds, { runId, side: movedEnd.side, slice: movedEnd.slice }]
            : segment.movedEnds,
      })),
    started,
  );
}

function withSlice(state: SessionState, event: Extract<RunEvent, { type: 'run-slice' }>): SessionState {
  const { run } = state;
  if ((run.phase !== 'running' && run.phase !== 'cancelling') || run.runId !== event.runId) return state;
  const { segmentKey, slice, status, scores, masks, robbed = false } = event;
  const arrivals = [...run.arrivals, { slice, atMs: event.atMs, worked: status !== 'beyond-end' }];
  const counted = {
    ...state,
    run: { ...run, arrivals, summary: countedSlice(run.summary, event, run.startedAtMs) },
  };
  if (masks === null) return counted;
  const target = run.targets.find((one) => one.segmentKey === segmentKey);
  const basis = `${target?.basis[slice] ?? ''}${robbed ? ROBBED : ''}`;
  const written = Object.entries(masks).reduce(
    (next, [key, mask]) =>
      changeSegment(next, key, (segment) => ({
        ...segment,
        masks: segment.masks.map((known, k) => (k === slice ? mask : known)),
        provenance:
          key === segmentKey
            ? withOutcome(segment.provenance, slice, {
                runId: event.runId,
                status,
                scores,
                hash: mask.hash,
                basis,
              })
            : withDisplacedMask(
                segment.provenance,
                slice,
                segment.masks[slice] ?? EMPTY_MASK,
                mask,
                event.runId,
              ),
      })),
    counted as SessionState,
  );
  return { ...written, saving: savingAfterChange(state) };
}

/** Makes a basis another one than that of any drawing, so that an update does the slice again. */
const ROBBED = ' | without what went elsewhere';

function countedSlice(
  summary: RunSummary,
  { segmentKey, slice, status, scores, masks, atMs }: Extract<RunEvent, { type: 'run-slice' }>,
  startedAtMs: number,
): RunSummary {
  const found = status === 'propagated' && masks !== null;
  const lessTrusted = found && (summary.leastTrusted === null || scores.trust < summary.leastTrusted.trust);
  return {
    ...summary,
    done: summary.done + 1,
    propagated: summary.propagated + (found ? 1 : 0),
    absent: summary.absent + (masks !== null && status === 'absent' ? 1 : 0),
    beyondEnd: summary.beyondEnd + (masks !== null && status === 'beyond-end' ? 1 : 0),
    kept: summary.kept + (masks === null ? 1 : 0),
    seconds: (atMs - startedAtMs) / 1000,
    leastTrusted: lessTrusted ? { segmentKey, slice, trust: scores.trust } : summary.leastTrusted,
  };
}

/** A run that was taken back by the viewer's undo while it was still going. */
function isUndone(state: SessionState, run: RunInSight): boolean {
  return run.targets.some(({ segmentKey }) =>
    segmentSession(state, segmentKey).provenance.undoneRuns.includes(run.runId),
  );
}

function isStale(run: RunState, runId: number): boolean {
  if (run.phase === 'idle') return false;
  return run.runId > runId || (run.runId === runId && run.phase !== 'preparing');
}

function nothingOf({ targets }: RunOf): RunSummary {
  return { ...NOTHING_DONE, planned: plannedSlices(targets) };
}

function summaryAt(
  run: Extract<RunState, { phase: 'preparing' | 'running' | 'cancelling' }>,
  atMs: number,
): RunSummary {
  return run.phase === 'preparing'
    ? nothingOf(run)
    : { ...run.summary, seconds: (atMs - run.startedAtMs) / 1000 };
}

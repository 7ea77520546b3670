import { foundEnds, type FoundEnd } from './foundEnds';
import { isSupport, NO_RUN, OF_RUNS } from './provenance';
import { nextToCheck } from './review';
import { canResume } from './restPlan';
import { outdatedTargets } from './runPlan';
import type { RunTarget } from './runState';
import { segmentView, type SegmentView } from './segmentView';
import { segmentationSession, segmentSession, type SessionState, type SliceRange } from './sessionState';
import { stripCells, waitingSlices, type StripCell } from './stripCells';
import { sliceNumber, type SegmentSummary } from './viewerContext';

export interface DrawnSliceSummary {
  readonly slice: number;
  /** Number that the viewer shows for the slice. */
  readonly number: number;
  readonly areaMm2: number;
  /** Changes whenever the mask does. */
  readonly hash: string;
}

/** One segment of the active segmentation in the list of labels. */
export interface LabelSummary {
  readonly key: string;
  readonly index: number;
  readonly label: string;
  readonly colour: readonly [number, number, number];
  readonly active: boolean;
  readonly locked: boolean;
  readonly drawn: number;
  readonly filled: number;
  readonly takesPart: boolean;
}

const NO_VIEW: SegmentView = { slices: [], supports: [], ends: {} };

/** The active segment's slices in spatial order; empty without an active segment. */
export function activeView(state: SessionState): SegmentView {
  return state.context.kind === 'segment' ? segmentView(state, state.context.segment.key) : NO_VIEW;
}

/** The supports of the active segment, in the order of the numbers that the viewer shows. */
export function activeSupports(state: SessionState): readonly DrawnSliceSummary[] {
  if (state.context.kind !== 'segment') return [];
  const { series } = state.context;
  const { slices, supports } = activeView(state);
  return supports
    .map((slice) => ({
      slice,
      number: sliceNumber(series, slice),
      areaMm2: slices[slice].voxels * series.pixelAreaMm2,
      hash: slices[slice].hash,
    }))
    .sort((a, b) => a.number - b.number);
}

/** The range of the active segmentation, null for the whole series. */
export function activeRange(state: SessionState): SliceRange | null {
  const { context } = state;
  return context.kind === 'segment' ? segmentationSession(state, context.segment.segmentationId).range : null;
}

/** The slice strip of the active segment. */
export function activeStrip(state: SessionState): readonly StripCell[] {
  if (state.context.kind !== 'segment') return [];
  const { segment, series } = state.context;
  const { outcomes } = segmentSession(state, segment.key).provenance;
  const waiting = waitingSlices(state.run, segment.key, outcomes);
  return stripCells(activeView(state), activeRange(state), waiting, series);
}

/** Where the active segment was found to end. */
export function activeEnds(state: SessionState): readonly FoundEnd[] {
  return state.context.kind === 'segment' ? foundEnds(activeView(state)) : [];
}

/** All segments of the active segmentation. */
export function labelList(state: SessionState): readonly LabelSummary[] {
  const { context } = state;
  if (context.kind !== 'segment') return [];
  return context.segments.map(({ key, index, label, colour, locked }) => {
    const { slices, supports } = segmentView(state, key);
    return {
      key,
      index,
      label,
      colour,
      locked,
      active: key === context.segment.key,
      drawn: supports.length,
      filled: slices.filter(({ voxels, role }) => voxels > 0 && !isSupport({ role })).length,
      takesPart: segmentSession(state, key).takesPart,
    };
  });
}

/** The slice to check next: of the active label, or of the next one with a tick that has one nobody has looked at. */
export function toCheckNext(
  state: SessionState,
): { readonly segment: SegmentSummary; readonly slice: number } | null {
  const { context, currentSlice } = state;
  if (context.kind !== 'segment') return null;
  const { segment, segments } = context;
  const at = segments.findIndex(({ key }) => key === segment.key);
  const others = [...segments.slice(at + 1), ...segments.slice(0, Math.max(at, 0))];
  const labels = [segment, ...others.filter(({ key }) => segmentSession(state, key).takesPart)];
  const next = nextToCheck(
    labels.map(({ key }) => segmentView(state, key)),
    currentSlice,
  );
  return next && { segment: labels[next.label], slice: next.slice };
}

/** What can be run besides a first propagation. */
export interface RunChoices {
  /** Some label here shows, or has shown, what a run found: of this visit or of the SEG that it was opened from. */
  readonly again: boolean;
  /** Slices out of date or missing in some label; none before anything was found. */
  readonly outdated: number;
  /** Some of them because of what happened here, and not only because the SEG that was opened says nothing of them. */
  readonly updateNext: boolean;
  /** A broken-off run can go on. */
  readonly resumable: boolean;
}

export function runChoices(state: SessionState): RunChoices {
  const { context, segments } = state;
  if (context.kind !== 'segment') {
    return { again: false, outdated: 0, updateNext: false, resumable: false };
  }
  const again = context.segments.some(({ key }) => {
    const outcomes = Object.values(segments[key]?.provenance.outcomes ?? {});
    return outcomes.some((known) => known.some(({ status }) => OF_RUNS.includes(status)));
  });
  const targets = again ? outdatedTargets(state, context) : [];
  return {
    again,
    outdated: new Set(targets.flatMap(({ slices }) => slices)).size,
    updateNext: targets.some((target) => !isUnsaid(state, target)),
    resumable: canResume(state),
  };
}

/**
 * Slices of an opened SEG that says nothing of them, before any run here: whether they lack something or were left empty on purpose
 * is not known.
 */
function isUnsaid(state: SessionState, { segmentKey, slices }: RunTarget): boolean {
  const { loaded, provenance } = segmentSession(state, segmentKey);
  const { outcomes } = provenance;
  const hasRun = Object.values(outcomes).some((known) =>
    known.some(({ runId, status }) => runId !== NO_RUN && OF_RUNS.includes(status)),
  );
  return loaded !== null && !hasRun && slices.every((slice) => !(slice in outcomes));
}

import { drawnSlices, sliceStates, type SliceState } from './provenance';
import { reachedSlices, stripCells, type StripCell } from './stripCells';
import type { SessionState } from './sessionState';
import { segmentSession } from './transition';
import { sliceNumber } from './viewerContext';

export interface DrawnSliceSummary {
  readonly slice: number;
  /** Number that the viewer shows for the slice. */
  readonly number: number;
  readonly areaMm2: number;
  /** Changes whenever the mask does. */
  readonly hash: string;
}

/** States of the active segment's slices in spatial order; empty without an active segment. */
export function activeSliceStates(state: SessionState): readonly SliceState[] {
  if (state.context.kind !== 'segment') return [];
  const { masks, provenance } = segmentSession(state, state.context.segment.key);
  return sliceStates(masks, provenance);
}

/** The supports of the active segment. */
export function activeSupports(state: SessionState): readonly DrawnSliceSummary[] {
  if (state.context.kind !== 'segment') return [];
  const { series } = state.context;
  const states = activeSliceStates(state);
  return drawnSlices(states).map((slice) => ({
    slice,
    number: sliceNumber(series, slice),
    areaMm2: states[slice].voxels * series.pixelAreaMm2,
    hash: states[slice].hash,
  }));
}

/** The slice strip of the active segment. */
export function activeStrip(state: SessionState): readonly StripCell[] {
  if (state.context.kind !== 'segment') return [];
  const { segment, series } = state.context;
  const { key } = segment;
  const { provenance, range } = segmentSession(state, key);
  const reached =
    state.run.phase === 'idle' ? new Set<number>() : reachedSlices(provenance.outcomes, state.run.runId);
  return stripCells(activeSliceStates(state), range, state.run, key, reached, series);
}

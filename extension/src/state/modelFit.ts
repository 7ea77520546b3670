import { showsOneOf } from './bodyRegions';
import type { SessionState } from './sessionState';

/** What a model is meant for and what the series is instead. */
interface Mismatch {
  readonly meantFor: readonly string[];
  readonly series: string;
}

/** Whether the model was made for such a series; null where it was, or where one of them does not say. */
export interface ModelFit {
  readonly model: string;
  /** Modalities that it was trained on. */
  readonly modality: Mismatch | null;
  /** Regions of the body that it was measured on. */
  readonly region: Mismatch | null;
}

/** Compares the loaded model with the series in view; null while either is missing. */
export function modelFit({ backend, context }: SessionState): ModelFit | null {
  if (backend.phase !== 'ready' || context.kind === 'no-series') return null;
  const { modelTitle, modalities, regions } = backend.report;
  const { modality, bodyPart } = context.series;
  return {
    model: modelTitle,
    modality: mismatch(modalities, modality, modalities.includes(modality)),
    region: mismatch(regions, bodyPart, showsOneOf(regions, bodyPart)),
  };
}

function mismatch(meantFor: readonly string[], series: string, fits: boolean): Mismatch | null {
  return series === '' || meantFor.length === 0 || fits ? null : { meantFor, series };
}

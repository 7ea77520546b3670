import type { SessionState } from './sessionState';

/** What a model was trained on and what the series is instead. */
interface Mismatch {
  readonly trained: readonly string[];
  readonly series: string;
}

/** Whether the model was made for such a series; null where it was, or where one of them does not say. */
export interface ModelFit {
  readonly model: string;
  readonly modality: Mismatch | null;
  readonly region: Mismatch | null;
}

/** Compares the loaded model with the series in view; null while either is missing. */
export function modelFit({ backend, context }: SessionState): ModelFit | null {
  if (backend.phase !== 'ready' || context.kind === 'no-series') return null;
  const { modelTitle, modalities, regions } = backend.report;
  const { modality, bodyPart } = context.series;
  return {
    model: modelTitle,
    modality: mismatch(modalities, modality),
    region: mismatch(regions, bodyPart),
  };
}

function mismatch(trained: readonly string[], series: string): Mismatch | null {
  return series === '' || trained.length === 0 || trained.includes(series) ? null : { trained, series };
}

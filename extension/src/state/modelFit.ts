import { showsOneOf } from './bodyRegions';
import type { ModelSummary, SessionState } from './sessionState';
import { wantedModel } from './wantedModel';

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

/** Compares the model that a run would use with the series in view; null while either is not known. */
export function modelFit(state: SessionState): ModelFit | null {
  const { context } = state;
  const model = modelToRun(state);
  if (!model || context.kind === 'no-series') return null;
  const { title, modalities, regions } = model;
  const { modality, bodyPart } = context.series;
  return {
    model: title,
    modality: mismatch(modalities, modality, modalities.includes(modality)),
    region: mismatch(regions, bodyPart, showsOneOf(regions, bodyPart)),
  };
}

/** The loaded model; until it is loaded what the list says of the one that is chosen. */
function modelToRun({
  backend,
  menu,
}: SessionState): Pick<ModelSummary, 'title' | 'modalities' | 'regions'> | undefined {
  if (backend.phase === 'ready') return { ...backend.report, title: backend.report.modelTitle };
  return wantedModel(menu);
}

function mismatch(meantFor: readonly string[], series: string, fits: boolean): Mismatch | null {
  return series === '' || meantFor.length === 0 || fits ? null : { meantFor, series };
}

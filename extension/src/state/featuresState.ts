import type { FeatureProgress } from '@few-shot-lms/engine';

/** Features that are computed before a run asks for them, by models that have an encoder of whole slices. */
export type FeaturesState =
  /** The model has none, the images are not there yet, or nothing can be known before something is drawn. */
  | { readonly phase: 'off' }
  | (Omit<FeatureProgress, 'state'> & {
      /** `full`: what memory they may take is used up by slices nearer to the viewed one. */
      readonly phase: 'encoding' | 'complete' | 'full';
      readonly seriesKey: string;
      readonly studyKey: string;
    })
  | {
      readonly phase: 'failed';
      readonly seriesKey: string;
      readonly studyKey: string;
      readonly message: string;
    };

/** Why features cannot be kept on this computer. */
export type ShelfProblem = 'no-storage' | 'no-space' | 'failed';

/** What is stored of features on this computer, of all series. */
export interface ShelfReport {
  readonly bytes: number;
  /** Never more than this; null while nothing is to be kept. */
  readonly limitBytes: number | null;
  /** Damaged files that were found and deleted since the worker started. */
  readonly damaged: number;
  readonly problem: ShelfProblem | null;
}

export interface ShelfState {
  /** The user wants features kept beyond this page. */
  readonly wanted: boolean;
  /** null until somebody has looked. */
  readonly report: ShelfReport | null;
}

import type { SoftPatch } from '../mask/SoftPatch';
import type { SliceIterates, SliceScores } from './request';

/** From a drawn slice outward, one slice a step; every kind of model has one. */
export interface Walk {
  readonly done: boolean;
  /** One slice further. Returns the slices that are decided by now, in the walk's order: none, one or several. */
  advance(): Promise<WalkSlice[]>;
}

/** One slice of one walk, before two walks are fused. */
export interface WalkSlice {
  readonly slice: number;
  readonly state: 'found' | 'refused' | 'beyond-end';
  /** Null where nothing was found or nobody looked. */
  readonly soft: SoftPatch | null;
  readonly scores: SliceScores;
  readonly milliseconds: { readonly network: number; readonly other: number };
  /** The step's variables as pictures; null where the network was not asked. */
  readonly explain: (() => SliceIterates) | null;
}

/** A slice beyond the object's end, which nobody looked at. */
export function notLookedAt(slice: number): WalkSlice {
  return {
    slice,
    state: 'beyond-end',
    soft: null,
    scores: { presence: 0, certainty: 1, agreement: 0, trust: 0 },
    milliseconds: { network: 0, other: 0 },
    explain: null,
  };
}

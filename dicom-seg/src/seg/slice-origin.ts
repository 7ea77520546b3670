/**
 * How a segment came to be on a slice: drawn by hand; filled in by the model from drawn slices and not changed since;
 * filled in and then corrected or confirmed by hand; drawn, but no longer relied upon.
 */
export const SLICE_ORIGINS = ['drawn', 'propagated', 'corrected', 'released'] as const;

/**
 * Why a segment is not on a slice: the model has not found it there; the slice lies beyond the one where it ended; emptied
 * on request, to be filled again; erased by hand, to stay empty; filled in, but all of that has gone to other segments.
 */
export const EMPTY_ORIGINS = ['absent', 'beyond-end', 'cleared', 'erased', 'yielded'] as const;

/** How a segment came to be on a slice, or not to be there, with the scores of the model by name, 0..1: trust, presence, … */
export interface SliceOrigin {
  readonly kind: (typeof SLICE_ORIGINS)[number] | (typeof EMPTY_ORIGINS)[number];
  readonly scores?: Readonly<Record<string, number>>;
  /** The user has looked at what the model found, or did not find, and found it right as it is. */
  readonly checked?: true;
}

/** The same by segment number and slice. */
export type SliceOrigins = ReadonlyMap<number, ReadonlyMap<number, SliceOrigin>>;

/** True where it says why a segment is not on a slice. */
export function isEmptyOrigin({ kind }: SliceOrigin): boolean {
  return EMPTY_ORIGINS.some((empty) => empty === kind);
}

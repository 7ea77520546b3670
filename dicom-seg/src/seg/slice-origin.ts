/**
 * How a segment came to be on a slice: drawn by hand; filled in by the model from drawn slices and not changed since;
 * filled in and then corrected or confirmed by hand; drawn, but no longer relied upon.
 */
export const SLICE_ORIGINS = ['drawn', 'propagated', 'corrected', 'released'] as const;

/** How a segment came to be on a slice, with the scores of the model by name, 0..1: trust, presence, … */
export interface SliceOrigin {
  readonly kind: (typeof SLICE_ORIGINS)[number];
  readonly scores?: Readonly<Record<string, number>>;
  /** The user has looked at what the model filled in and found it right as it is. */
  readonly checked?: true;
}

/** The same by segment number and slice. */
export type SliceOrigins = ReadonlyMap<number, ReadonlyMap<number, SliceOrigin>>;

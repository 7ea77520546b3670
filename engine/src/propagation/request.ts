import type { Frame } from '../crop/frame';
import type { SoftPatch } from '../mask/SoftPatch';
import type { DrawnSlice, Volume } from '../volume/volume';

/** One segment to be propagated by itself; several that share a volume go through `PropagationJob`. */
export interface PropagationRequest {
  readonly volume: Volume;
  /** One or more drawn slices of the segment; each is a support, locked, and never re-predicted. */
  readonly supports: readonly DrawnSlice[];
  /** First and last slice to fill, inclusive; default: the whole volume. */
  readonly range?: readonly [number, number];
  /** Slices that stay as they are without being drawn: they are not filled, but a walk passes through them. */
  readonly kept?: readonly number[];
  /** Slices without the object: they are not filled, and a walk steps over them. */
  readonly empty?: readonly number[];
  /** The user's own ends: the walk outward goes on to these slices whatever presence says. */
  readonly atLeast?: ReachedEnds;
  /** Also return u^k, v^k, entropy and the evidence of every step. */
  readonly iterates?: boolean;
}

/** One of the segments of a job. */
export interface SegmentRequest {
  readonly supports: readonly DrawnSlice[];
  /** Slices to fill, in any order; drawn and empty ones among them are left out. */
  readonly slices: readonly number[];
  /** Slices without the object: a walk steps over them. */
  readonly empty?: readonly number[];
  /** The user's own ends: the walk outward goes on to these slices whatever presence says. */
  readonly atLeast?: ReachedEnds;
  /**
   * Probabilities that an earlier job found on a slice that this one does not fill for the segment, null where they are not
   * known: voxels there go to the larger one, as if both had been found together.
   */
  readonly standing?: (slice: number) => SoftPatch | null;
}

/** Slices that an outward walk must reach: below the lowest support and above the highest. */
export interface ReachedEnds {
  readonly low?: number;
  readonly high?: number;
}

/** Scores of one propagated slice, each 0..1, higher is better. */
export interface SliceScores {
  /** Probability that the object is on this slice. */
  readonly presence: number;
  /** 1 / (1 + entropy of the soft mask in nats per mask pixel): how certain the boundary is. */
  readonly certainty: number;
  /** Dice of this slice's mask with its neighbour's on the side of the support. */
  readonly agreement: number;
  /**
   * The least sure slice on the way from the support, this one among them: mean of u inside its mask. Absent where slices
   * are not made from one another.
   */
  readonly way?: number;
  /** Dice with the support when this slice's mask is propagated back to it; absent where nobody has checked (`carriedBack`). */
  readonly reverse?: number;
  /**
   * The one number for a trust strip: calibrated estimate of the Dice of this slice; where the object was judged absent, how
   * sure that is.
   */
  readonly trust: number;
}

export type SliceStatus =
  /** The object was found on this slice. */
  | 'propagated'
  /** The slice was looked at and the object judged absent. */
  | 'absent'
  /** Beyond the slice where the object was judged to have ended; not looked at. */
  | 'beyond-end';

export interface SliceResult {
  readonly slice: number;
  readonly status: SliceStatus;
  /** Label on the native grid, rows × columns, 1 = object. All zero unless status is 'propagated'. */
  readonly mask: Uint8Array;
  /** Soft mask u on the native grid, rows × columns, 0..1 (kept for absent slices too: what was refused). */
  readonly soft: Float32Array;
  readonly scores: SliceScores;
  /** Milliseconds in the network and in everything else, for this slice. */
  readonly milliseconds: { readonly network: number; readonly other: number };
  /**
   * Works the pictures out of what the step left, so that a run does not wait for them. Present when asked for, except
   * beyond the end. Between two supports: of the walk with the larger share, by nearness and trust.
   */
  readonly iterates?: () => SliceIterates;
}

/** A slice of one segment of a job. */
export interface JobSlice extends SliceResult {
  /** Place of the segment in the request. */
  readonly segment: number;
  /** Masks on this slice of the segments that came before, without the voxels that they lose to this one. */
  readonly others: readonly { readonly segment: number; readonly mask: Uint8Array }[];
}

/** The variables of one step as pictures of 8 bits, all on the grid of the crop that the network saw. */
export interface SliceIterates {
  /** Where the crop lies on the slice. */
  readonly frame: Frame;
  /** Pixels of a picture's side. */
  readonly size: number;
  /** 'query', 'prior', 'grey', 'evidence', 'u0'…'uK', 'v1'…'vK', 'entropy'; those that the model has. */
  readonly planes: Readonly<Record<string, BytePlane>>;
}

/** Values from `low` (0) to `high` (255), row by row. */
export interface BytePlane {
  readonly low: number;
  readonly high: number;
  readonly data: Uint8Array;
}

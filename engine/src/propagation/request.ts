import type { DrawnSlice, Volume } from '../volume/volume';

/** One segment to be propagated. The engine sees one segment at a time; callers loop over segments. */
export interface PropagationRequest {
  readonly volume: Volume;
  /** One or more drawn slices of the segment; each is a support, locked, and never re-predicted. */
  readonly supports: readonly DrawnSlice[];
  /** First and last slice to fill, inclusive; default: the whole volume. */
  readonly range?: readonly [number, number];
  /** Also return u^k, v^k, entropy and the evidence of every step (large). */
  readonly iterates?: boolean;
}

/** Scores of one propagated slice, each 0..1, higher is better. */
export interface SliceScores {
  /** Probability that the object is on this slice. */
  readonly presence: number;
  /** 1 / (1 + entropy of the soft mask in nats per mask pixel): how certain the boundary is. */
  readonly certainty: number;
  /** Dice of this slice's mask with its neighbour's on the side of the support. */
  readonly agreement: number;
  /** The one number for a trust strip: calibrated estimate of the Dice of this slice. */
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
  /** Present when asked for: planes of the crop, named 'u0'.., 'v1'.., 'entropy', 'evidence', 'prior'. */
  readonly iterates?: Record<string, { readonly data: Float32Array; readonly size: number }>;
}

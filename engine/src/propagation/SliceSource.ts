import type { Plane } from '../crop/crop';

/** What a walk needs to know of its volume. */
export interface SliceSource {
  /** Same name, same grey values; undefined: like no other. */
  readonly name?: string;
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** Millimetres of a column and of a row step. */
  readonly spacing: readonly [number, number];
  /** Millimetres along the slice direction. */
  position(slice: number): number;
  /** The slice in [0, 1] under the support's grey-value window. */
  unit(slice: number): Plane;
}

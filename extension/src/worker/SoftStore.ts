import { BoundedMap } from './BoundedMap';
import type { SliceOfRun } from './SliceOfRun';

/** Probabilities are kept in the steps that a DICOM SEG has for them. */
export const SOFT_STEPS = 255;

/** Probabilities of a segment on a slice: the box of those that are not zero. */
export interface SoftMask {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** 0 to `SOFT_STEPS`, row by row. */
  readonly values: Uint8Array;
}

/** A soft mask by the run that made it. */
export type SoftMaskName = SliceOfRun;

/** Some thousand slices of an organ. */
const MOST_BYTES = 96 * 1024 * 1024;

/** Soft masks of the slices that runs have filled, on whatever series, the newest of each; above the limit the oldest go. */
export class SoftStore {
  private readonly kept: BoundedMap<{ readonly token: string; readonly mask: SoftMask }>;

  constructor(mostBytes = MOST_BYTES) {
    this.kept = new BoundedMap(mostBytes, ({ mask }) => mask.values.byteLength);
  }

  /** @param soft probabilities 0..1, row by row. */
  put({ segmentKey, slice, token }: SoftMaskName, soft: Float32Array, columns: number): void {
    const key = `${segmentKey} ${slice}`;
    this.kept.delete(key);
    const mask = softMaskOf(soft, columns);
    if (mask) this.kept.put(key, { token, mask });
  }

  /** Null if it is not kept any more, or was made by another run. */
  get({ segmentKey, slice, token }: SoftMaskName): SoftMask | null {
    const found = this.kept.get(`${segmentKey} ${slice}`);
    return found?.token === token ? found.mask : null;
  }
}

/** Undefined for a plane that rounds to zero everywhere. */
function softMaskOf(plane: Float32Array, columns: number): SoftMask | undefined {
  const rows = plane.length / columns;
  const steps = (at: number) => Math.round(plane[at] * SOFT_STEPS);
  let [left, top, right, bottom] = [columns, rows, -1, -1];
  for (let at = 0; at < plane.length; at++) {
    // Most of a slice is zero.
    if (plane[at] === 0 || steps(at) === 0) continue;
    const x = at % columns;
    const y = (at - x) / columns;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (right < 0) return undefined;
  const width = right - left + 1;
  const values = new Uint8Array(width * (bottom - top + 1));
  for (let n = 0; n < values.length; n++) {
    const x = n % width;
    values[n] = steps((top + (n - x) / width) * columns + left + x);
  }
  return { left, top, width, values };
}

/** The whole slice, 0..1, row by row. */
export function softPlane(
  { left, top, width, values }: SoftMask,
  columns: number,
  rows: number,
): Float32Array {
  const plane = new Float32Array(columns * rows);
  for (let n = 0; n < values.length; n++) {
    const x = n % width;
    plane[(top + (n - x) / width) * columns + left + x] = values[n] / SOFT_STEPS;
  }
  return plane;
}

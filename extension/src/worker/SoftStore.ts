import { patchOf, type SoftPatch } from '@few-shot-lms/engine';
import { BoundedMap } from './BoundedMap';
import type { SliceOfRun } from './SliceOfRun';

/** Probabilities are given away in the steps that a DICOM SEG has for them. */
export const SOFT_STEPS = 255;

/** Probabilities of a segment on a slice: the box of those that are not zero. */
export interface SoftMask {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** 0 to `SOFT_STEPS`, row by row. */
  readonly values: Uint8Array;
}

/** Some thousand slices of an organ, which take four bytes a pixel. */
const MOST_BYTES = 192 * 1024 * 1024;

/** Soft masks of the slices that runs have filled, on whatever series, the newest of each; above the limit the oldest go. */
export class SoftStore {
  private readonly kept: BoundedMap<{ readonly token: string; readonly patch: SoftPatch }>;

  constructor(mostBytes = MOST_BYTES) {
    this.kept = new BoundedMap(mostBytes, ({ patch }) => patch.data.byteLength);
  }

  /** @param soft probabilities 0..1, row by row. */
  put({ segmentKey, slice, token }: SliceOfRun, soft: Float32Array, columns: number): void {
    const key = `${segmentKey} ${slice}`;
    this.kept.delete(key);
    // What rounds to no step of a SEG is left out.
    const patch = patchOf(soft, columns, soft.length / columns, 0.5 / SOFT_STEPS);
    if (patch) this.kept.put(key, { token, patch });
  }

  /** Null if it is not kept any more, or was made by another run. */
  get(name: SliceOfRun): SoftMask | null {
    const patch = this.patch(name);
    return patch && inSteps(patch);
  }

  /** The same as the run found it. */
  patch({ segmentKey, slice, token }: SliceOfRun): SoftPatch | null {
    const found = this.kept.get(`${segmentKey} ${slice}`);
    return found?.token === token ? found.patch : null;
  }
}

function inSteps({ box, data }: SoftPatch): SoftMask {
  const values = Uint8Array.from(data, (value) => Math.round(value * SOFT_STEPS));
  return { left: box.x0, top: box.y0, width: box.x1 - box.x0 + 1, values };
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

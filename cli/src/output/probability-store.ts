import type { SliceResult } from '@few-shot-lms/engine';
import { lockedSlices, type SegmentTask } from '../support/support';

/** Probabilities are kept in the steps that a DICOM SEG has for them. */
const STEPS = 255;

/** The part of a slice that is not zero. */
interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly values: Uint8Array;
}

/** The probability of every segment in every voxel; a slice that was drawn or is kept is certain. */
export class ProbabilityStore {
  readonly #columns: number;
  readonly #rows: number;
  readonly #patches = new Map<string, Patch>();

  constructor(columns: number, rows: number, tasks: readonly SegmentTask[]) {
    this.#columns = columns;
    this.#rows = rows;
    for (const task of tasks) {
      for (const { slice, mask } of lockedSlices(task))
        this.#put(task.label, slice, mask, (value) => (value ? STEPS : 0));
    }
  }

  /** Adds one slice of the segment with this label. */
  add(label: number, { status, slice, soft }: Pick<SliceResult, 'status' | 'slice' | 'soft'>): void {
    if (status === 'propagated') this.#put(label, slice, soft, (value) => Math.round(value * STEPS));
  }

  /** Values 0..1, row by row; undefined where they are all zero. */
  fractionOf(label: number, slice: number): Float32Array | undefined {
    const patch = this.#patches.get(keyOf(label, slice));
    if (!patch) return undefined;
    const { left, top, width, values } = patch;
    const plane = new Float32Array(this.#columns * this.#rows);
    for (let n = 0; n < values.length; n++) {
      plane[(top + Math.floor(n / width)) * this.#columns + left + (n % width)] = values[n] / STEPS;
    }
    return plane;
  }

  #put(label: number, slice: number, plane: ArrayLike<number>, steps: (value: number) => number): void {
    const columns = this.#columns;
    let [left, top, right, bottom] = [columns, this.#rows, -1, -1];
    for (let n = 0; n < plane.length; n++) {
      if (steps(plane[n]) === 0) continue;
      const [x, y] = [n % columns, Math.floor(n / columns)];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    if (right < 0) return;
    const width = right - left + 1;
    const values = new Uint8Array(width * (bottom - top + 1));
    for (let n = 0; n < values.length; n++) {
      values[n] = steps(plane[(top + Math.floor(n / width)) * columns + left + (n % width)]);
    }
    this.#patches.set(keyOf(label, slice), { left, top, width, values });
  }
}

function keyOf(label: number, slice: number): string {
  return `${label}/${slice}`;
}

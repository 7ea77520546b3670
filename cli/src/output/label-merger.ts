import type { SliceResult } from '@few-shot-lms/engine';
import type { SegmentTask } from '../support/support';

/** Soft values are kept in 16 bits: half the memory, and a difference below 1/65535 decides nothing. */
const SOFT_SCALE = 65535;

/**
 * One label volume out of several segments that were propagated one by one.
 *
 * Where segments overlap the larger soft value wins, the earlier segment on a tie; a drawn voxel is never taken away.
 */
export class LabelMerger {
  /** Column fastest, then row, then slice; 0 = background. */
  readonly labels: Uint16Array;
  readonly #sliceSize: number;
  readonly #drawn = new Map<number, Uint8Array>();
  readonly #soft = new Map<number, Uint16Array>();

  /** @param sliceSize voxels of a slice: rows × columns */
  constructor(sliceSize: number, slices: number, tasks: readonly SegmentTask[]) {
    this.#sliceSize = sliceSize;
    this.labels = new Uint16Array(sliceSize * slices);
    for (const task of tasks) this.#addDrawn(task);
  }

  #addDrawn(task: SegmentTask): void {
    for (const { slice, mask } of task.supports) {
      const drawn = this.#drawn.get(slice) ?? new Uint8Array(this.#sliceSize);
      this.#drawn.set(slice, drawn);
      const labels = this.#slice(slice);
      for (let n = 0; n < mask.length; n++) {
        if (mask[n] && !drawn[n]) {
          drawn[n] = 1;
          labels[n] = task.label;
        }
      }
    }
  }

  /** Adds one propagated slice of the segment with this label. */
  add(label: number, result: SliceResult): void {
    if (result.status !== 'propagated') return;
    const labels = this.#slice(result.slice);
    const drawn = this.#drawn.get(result.slice);
    const soft = this.#soft.get(result.slice) ?? new Uint16Array(this.#sliceSize);
    this.#soft.set(result.slice, soft);
    for (let n = 0; n < labels.length; n++) {
      if (!result.mask[n] || drawn?.[n]) continue;
      const value = Math.round(result.soft[n] * SOFT_SCALE);
      if (labels[n] === 0 || value > soft[n]) {
        labels[n] = label;
        soft[n] = value;
      }
    }
  }

  #slice(slice: number): Uint16Array {
    return this.labels.subarray(slice * this.#sliceSize, (slice + 1) * this.#sliceSize);
  }
}

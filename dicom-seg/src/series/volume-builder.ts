import type { ModalityLut } from './modality-units';
import { toModalityUnits } from './modality-units';

/**
 * Collects slices in modality units in one array, which is Int16Array as long as every slice fits (half the memory)
 * and changes to Float32Array when one does not.
 */
export class VolumeBuilder {
  private voxels: Int16Array | Float32Array;

  constructor(
    private readonly voxelsPerSlice: number,
    slices: number,
  ) {
    this.voxels = new Int16Array(voxelsPerSlice * slices);
  }

  /** @param stored pixel values of slice k as they are stored, row by row */
  set(k: number, stored: ArrayLike<number>, modalityLut: ModalityLut): void {
    if (stored.length !== this.voxelsPerSlice) {
      throw new RangeError(`slice of ${stored.length} voxels, expected ${this.voxelsPerSlice}`);
    }
    const units = toModalityUnits(stored, modalityLut);
    if (units instanceof Float32Array && this.voxels instanceof Int16Array) {
      this.voxels = Float32Array.from(this.voxels);
    }
    this.voxels.set(units, k * this.voxelsPerSlice);
  }

  /** All voxels, slice after slice, row by row. */
  build(): Int16Array | Float32Array {
    return this.voxels;
  }
}

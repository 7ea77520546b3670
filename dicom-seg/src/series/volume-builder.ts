import type { ModalityLut } from './modality-units';
import { toModalityUnits } from './modality-units';

/**
 * Collects slices in modality units in one array, which is Int16Array as long as every slice fits (half the memory)
 * and changes to Float32Array when one does not.
 */
export class VolumeBuilder {
  private voxels: Int16Array | Float32Array | undefined;

  constructor(
    private readonly voxelsPerSlice: number,
    private readonly slices: number,
  ) {}

  /** @param stored pixel values of slice k as they are stored, row by row */
  set(k: number, stored: ArrayLike<number>, modalityLut: ModalityLut): void {
    if (stored.length !== this.voxelsPerSlice) {
      throw new RangeError(`slice ${k} has ${stored.length} voxels, not ${this.voxelsPerSlice}`);
    }
    const units = toModalityUnits(stored, modalityLut);
    // Not before there is a slice: sizes that a damaged file claims must not reserve memory.
    this.voxels ??= new Int16Array(this.voxelsPerSlice * this.slices);
    if (units instanceof Float32Array && this.voxels instanceof Int16Array) {
      this.voxels = Float32Array.from(this.voxels);
    }
    this.voxels.set(units, k * this.voxelsPerSlice);
  }

  /** All voxels, slice after slice, row by row. @throws RangeError if no slice was set */
  build(): Int16Array | Float32Array {
    if (!this.voxels) throw new RangeError('there is no slice');
    return this.voxels;
  }
}

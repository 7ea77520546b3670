import { toModalityUnits, type ModalityLut } from '@few-shot-lms/dicom-seg';

/**
 * Collects slices, in any order, into one array of modality units: 16-bit integers as long as they hold every value,
 * else floats (twice the memory).
 */
export class VolumeBuilder {
  private data: Int16Array | Float32Array;

  constructor(
    private readonly voxelsPerSlice: number,
    slices: number,
  ) {
    this.data = new Int16Array(voxelsPerSlice * slices);
  }

  /** Adds slice k; `lut` turns the pixels into modality units (slope 1, intercept 0 if they are already). */
  add(k: number, pixels: ArrayLike<number>, lut: ModalityLut): void {
    if (pixels.length !== this.voxelsPerSlice) {
      throw new RangeError(`slice ${k} has ${pixels.length} voxels, not ${this.voxelsPerSlice}`);
    }
    const units = toModalityUnits(pixels, lut);
    if (units instanceof Float32Array && this.data instanceof Int16Array) {
      this.data = Float32Array.from(this.data);
    }
    this.data.set(units, k * this.voxelsPerSlice);
  }

  build(): Int16Array | Float32Array {
    return this.data;
  }
}

import type { VoxelArray } from '@few-shot-lms/engine';

type Pixels = ArrayLike<number> & { readonly length: number };

/**
 * Collects slices into one array of modality units: 16-bit integers as long as they hold every value, else floats
 * (twice the memory).
 */
export class VolumeBuilder {
  private data: VoxelArray | undefined;

  constructor(
    private readonly voxelsPerSlice: number,
    private readonly slices: number,
  ) {}

  /**
   * Adds slice k.
   * @param pixels values that become modality units by `slope` and `intercept` (1 and 0 if they are already)
   */
  add(k: number, pixels: Pixels, slope: number, intercept: number): void {
    if (pixels.length !== this.voxelsPerSlice) {
      throw new RangeError(`slice ${k} has ${pixels.length} voxels, not ${this.voxelsPerSlice}`);
    }
    const offset = k * this.voxelsPerSlice;
    const data = this.arrayFor(pixels, slope, intercept);
    if (slope === 1 && intercept === 0) {
      data.set(pixels, offset);
    } else {
      for (let n = 0; n < pixels.length; n++) data[offset + n] = pixels[n] * slope + intercept;
    }
  }

  build(): VoxelArray {
    return this.data ?? new Int16Array(0);
  }

  private arrayFor(pixels: Pixels, slope: number, intercept: number): VoxelArray {
    const fits = (this.data === undefined || this.data instanceof Int16Array) && fitsInt16(pixels, slope, intercept);
    if (fits) return (this.data ??= new Int16Array(this.voxelsPerSlice * this.slices));
    if (this.data instanceof Float32Array) return this.data;
    this.data = this.data ? Float32Array.from(this.data) : new Float32Array(this.voxelsPerSlice * this.slices);
    return this.data;
  }
}

function fitsInt16(pixels: Pixels, slope: number, intercept: number): boolean {
  if (!Number.isInteger(slope) || !Number.isInteger(intercept)) return false;
  const checked = slope === 1 && intercept === 0;
  if (checked && (pixels instanceof Int16Array || pixels instanceof Uint8Array || pixels instanceof Int8Array)) {
    return true;
  }
  const whole = pixels instanceof Float32Array || pixels instanceof Float64Array;
  for (let n = 0; n < pixels.length; n++) {
    const value = pixels[n] * slope + intercept;
    if (value < -32768 || value > 32767 || (whole && !Number.isInteger(value))) return false;
  }
  return true;
}

/** The linear modality LUT of an image: units = stored value · slope + intercept (PS3.3 section C.11.1). */
export interface ModalityLut {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Stored pixel values in modality units: HU for CT, whatever the scanner says for others (identity where an image
 * has no rescale slope and intercept).
 *
 * MONOCHROME1 changes nothing here: it asks a viewer to show low values bright, but a stored value still means what
 * the modality LUT makes of it. Pixel padding is not touched either; it is a value like any other.
 *
 * @returns Int16Array if slope and intercept are whole numbers and every result fits, else Float32Array
 */
export function toModalityUnits(
  stored: ArrayLike<number>,
  { slope, intercept }: ModalityLut,
): Float32Array | Int16Array {
  const fits = Number.isInteger(slope) && Number.isInteger(intercept) && fitsInt16(stored, slope, intercept);
  const units = fits ? new Int16Array(stored.length) : new Float32Array(stored.length);
  for (let index = 0; index < stored.length; index++) units[index] = stored[index] * slope + intercept;
  return units;
}

function fitsInt16(stored: ArrayLike<number>, slope: number, intercept: number): boolean {
  for (let index = 0; index < stored.length; index++) {
    const value = stored[index] * slope + intercept;
    // Also false for fractions and NaN, in case the values are not raw integers.
    if (value !== (value << 16) >> 16) return false;
  }
  return true;
}

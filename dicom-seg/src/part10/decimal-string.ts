/**
 * A number as DICOM decimal string (VR DS): at most 16 characters, with as many digits as fit. Positions keep about
 * 1e-12 mm that way.
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no decimal string`);
  const plain = String(Object.is(value, -0) ? 0 : value);
  if (plain.length <= 16) return plain;
  for (let digits = 16; digits > 0; digits--) {
    const rounded = String(Number(value.toPrecision(digits)));
    if (rounded.length <= 16) return rounded;
  }
  throw new RangeError(`${value} has no decimal string`);
}

import { CONSTANTS } from '@cornerstonejs/tools';

/** Colour of the viewer for a segment by its index, where it was given no other. */
export function paletteColour(index: number): [number, number, number] {
  const [red, green, blue] = paletteEntry(index);
  return [red, green, blue];
}

/** The same with its opacity, 0 for what is no segment. */
export function paletteEntry(index: number): readonly number[] {
  return CONSTANTS.COLOR_LUT[index % CONSTANTS.COLOR_LUT.length];
}

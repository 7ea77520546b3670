import type { BytePlane, Frame, SliceIterates } from '@few-shot-lms/engine';
import { scaleColour, scaleCover } from './colourScale';
import { inReadingOrder, variableOf } from './variables';

/** One variable as a picture: size × size. */
export interface VariablePicture {
  readonly name: string;
  /** Values at the two ends of the scale. */
  readonly low: number;
  readonly high: number;
  readonly size: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** How strongly a picture over the viewport covers the image at most. */
const OVERLAY = 0.75;

/** Pictures of all variables of a slice in reading order. */
export function variablePictures({ planes, size }: SliceIterates): VariablePicture[] {
  return inReadingOrder(Object.keys(planes)).map((name) => picture(name, planes[name], size));
}

/** A variable to be laid over the image: where it says nothing, the image is seen. */
export function overlayPicture(name: string, plane: BytePlane): Uint8ClampedArray<ArrayBuffer> {
  return coloured(name, plane, true);
}

/** The final mask on the grid of the crop, nearest pixel. */
export function maskPlane(
  mask: Uint8Array,
  columns: number,
  rows: number,
  frame: Frame,
  size: number,
): BytePlane {
  const data = new Uint8Array(size * size);
  for (let a = 0; a < size; a++) {
    const y = Math.round(frame.cy + frame.sideY * ((a + 0.5) / size - 0.5));
    for (let b = 0; b < size; b++) {
      const x = Math.round(frame.cx + frame.sideX * ((b + 0.5) / size - 0.5));
      if (x >= 0 && y >= 0 && x < columns && y < rows && mask[y * columns + x]) data[a * size + b] = 255;
    }
  }
  return { low: 0, high: 1, data };
}

function picture(name: string, plane: BytePlane, size: number): VariablePicture {
  return { name, low: plane.low, high: plane.high, size, rgba: coloured(name, plane, false) };
}

function coloured(name: string, { data }: BytePlane, seeThrough: boolean): Uint8ClampedArray<ArrayBuffer> {
  const { scale } = variableOf(name)!;
  const palette = Array.from({ length: 256 }, (_, byte) => {
    const alpha = seeThrough ? Math.round(255 * OVERLAY * scaleCover(scale, byte / 255)) : 255;
    return [...scaleColour(scale, byte / 255), alpha];
  });
  const rgba = new Uint8ClampedArray(data.length * 4);
  data.forEach((byte, n) => rgba.set(palette[byte], 4 * n));
  return rgba;
}

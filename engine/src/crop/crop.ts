import { resample, sampledAxis } from './axis';
import type { Frame } from './frame';

export interface Plane {
  readonly data: ArrayLike<number>;
  readonly columns: number;
  readonly rows: number;
}

/**
 * The frame's content on a size × size grid; each crop pixel is the mean of n × n bilinear samples, n being about the
 * crop pixel's width in slice pixels. Beyond the slice's border the edge is repeated, or zero is taken for masks.
 */
export function crop(
  { data, columns, rows }: Plane,
  frame: Frame,
  size: number,
  maxSamples: number,
  outside: 'edge' | 'zero',
): Float32Array {
  const n = samples(Math.max(frame.sideX, frame.sideY) / size, maxSamples);
  const axis = (centre: number, side: number, length: number) =>
    sampledAxis(
      size,
      n,
      (target, sample) => {
        const place = centre + side * ((target + (sample + 0.5) / n) / size - 0.5);
        return outside === 'zero' && (place < -0.5 || place > length - 0.5) ? NaN : place;
      },
      length,
    );
  return resample(data, columns, axis(frame.cx, frame.sideX, columns), axis(frame.cy, frame.sideY, rows));
}

/**
 * The inverse: a size × size patch back on the slice's grid, bilinear, zero outside the frame. A slice pixel is the mean
 * of n × n samples when the patch is finer than the slice.
 */
export function paste(
  patch: Float32Array,
  frame: Frame,
  size: number,
  maxSamples: number,
  columns: number,
  rows: number,
): Float32Array {
  const n = samples(size / Math.max(frame.sideX, frame.sideY), maxSamples);
  const x0 = Math.max(0, Math.floor(frame.cx - frame.sideX / 2));
  const x1 = Math.min(columns - 1, Math.ceil(frame.cx + frame.sideX / 2));
  const y0 = Math.max(0, Math.floor(frame.cy - frame.sideY / 2));
  const y1 = Math.min(rows - 1, Math.ceil(frame.cy + frame.sideY / 2));
  const axis = (centre: number, side: number, from: number, to: number) =>
    sampledAxis(
      Math.max(0, to - from + 1),
      n,
      (target, sample) => {
        const place = (from + target + (sample + 0.5) / n - 0.5 - centre) / side;
        return Math.abs(place) <= 0.5 ? (place + 0.5) * size - 0.5 : NaN;
      },
      size,
    );
  const part = resample(
    patch,
    size,
    axis(frame.cx, frame.sideX, x0, x1),
    axis(frame.cy, frame.sideY, y0, y1),
  );
  const out = new Float32Array(columns * rows);
  const width = x1 - x0 + 1;
  for (let y = y0, at = 0; y <= y1; y++, at += width) {
    out.set(part.subarray(at, at + width), y * columns + x0);
  }
  return out;
}

function samples(ratio: number, most: number): number {
  return Math.min(most, Math.max(1, Math.floor(ratio + 0.5)));
}

import { resample, sampledAxis, type Axis } from './axis';
import type { Frame } from './frame';

export interface Plane {
  readonly data: ArrayLike<number>;
  readonly columns: number;
  readonly rows: number;
}

/** What a crop pixel is whose place lies beyond the slice's border: the nearest pixel of the edge, or zero for masks. */
export type Outside = 'edge' | 'zero';

/**
 * Cuts planes of one size at one frame into size × size grids; each crop pixel is the mean of n × n bilinear samples, n
 * being about the crop pixel's width in slice pixels. Where the pixels lie is worked out once for all planes.
 */
export class Cutter {
  private readonly axes = new Map<Outside, readonly [Axis, Axis]>();

  constructor(
    private readonly frame: Frame,
    private readonly size: number,
    private readonly maxSamples: number,
    private readonly columns: number,
    private readonly rows: number,
  ) {}

  /** @param out zeros, size × size; written to and returned */
  cut(data: ArrayLike<number>, outside: Outside, out?: Float32Array): Float32Array {
    let axes = this.axes.get(outside);
    if (!axes) {
      const { cx, cy, sideX, sideY } = this.frame;
      axes = [this.axis(cx, sideX, this.columns, outside), this.axis(cy, sideY, this.rows, outside)];
      this.axes.set(outside, axes);
    }
    return resample(data, this.columns, ...axes, out);
  }

  private axis(centre: number, side: number, length: number, outside: Outside): Axis {
    const { size, frame } = this;
    const n = samples(Math.max(frame.sideX, frame.sideY) / size, this.maxSamples);
    return sampledAxis(
      size,
      n,
      (target, sample) => {
        const place = centre + side * ((target + (sample + 0.5) / n) / size - 0.5);
        return outside === 'zero' && (place < -0.5 || place > length - 0.5) ? NaN : place;
      },
      length,
    );
  }
}

/** The frame's content on a size × size grid (`Cutter`). */
export function crop(
  { data, columns, rows }: Plane,
  frame: Frame,
  size: number,
  maxSamples: number,
  outside: Outside,
): Float32Array {
  return new Cutter(frame, size, maxSamples, columns, rows).cut(data, outside);
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

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
  plane: Plane,
  frame: Frame,
  size: number,
  maxSamples: number,
  outside: 'edge' | 'zero',
): Float32Array {
  const n = samples(Math.max(frame.sideX, frame.sideY) / size, maxSamples);
  const out = new Float32Array(size * size);
  const zero = outside === 'zero';
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      let total = 0;
      for (let j = 0; j < n; j++) {
        const y = frame.cy + frame.sideY * ((a + (j + 0.5) / n) / size - 0.5);
        for (let i = 0; i < n; i++) {
          const x = frame.cx + frame.sideX * ((b + (i + 0.5) / n) / size - 0.5);
          total += bilinear(plane, x, y, zero);
        }
      }
      out[a * size + b] = total / (n * n);
    }
  }
  return out;
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
  const out = new Float32Array(columns * rows);
  const n = samples(size / Math.max(frame.sideX, frame.sideY), maxSamples);
  const source: Plane = { data: patch, columns: size, rows: size };
  const x0 = Math.max(0, Math.floor(frame.cx - frame.sideX / 2));
  const x1 = Math.min(columns - 1, Math.ceil(frame.cx + frame.sideX / 2));
  const y0 = Math.max(0, Math.floor(frame.cy - frame.sideY / 2));
  const y1 = Math.min(rows - 1, Math.ceil(frame.cy + frame.sideY / 2));
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      let total = 0;
      for (let j = 0; j < n; j++) {
        const v = (y + (j + 0.5) / n - 0.5 - frame.cy) / frame.sideY;
        if (Math.abs(v) > 0.5) continue;
        for (let i = 0; i < n; i++) {
          const u = (x + (i + 0.5) / n - 0.5 - frame.cx) / frame.sideX;
          if (Math.abs(u) <= 0.5) {
            total += bilinear(source, (u + 0.5) * size - 0.5, (v + 0.5) * size - 0.5, false);
          }
        }
      }
      out[y * columns + x] = total / (n * n);
    }
  }
  return out;
}

function samples(ratio: number, most: number): number {
  return Math.min(most, Math.max(1, Math.floor(ratio + 0.5)));
}

function bilinear(plane: Plane, px: number, py: number, zeroOutside: boolean): number {
  const { data, columns, rows } = plane;
  if (zeroOutside && (px < -0.5 || py < -0.5 || px > columns - 0.5 || py > rows - 0.5)) return 0;
  const x = Math.min(Math.max(px, 0), columns - 1);
  const y = Math.min(Math.max(py, 0), rows - 1);
  const i = Math.floor(x);
  const j = Math.floor(y);
  const right = Math.min(i + 1, columns - 1);
  const down = Math.min(j + 1, rows - 1) * columns;
  const here = j * columns;
  const fx = x - i;
  const fy = y - j;
  const top = data[here + i] * (1 - fx) + data[here + right] * fx;
  const bottom = data[down + i] * (1 - fx) + data[down + right] * fx;
  return top * (1 - fy) + bottom * fy;
}

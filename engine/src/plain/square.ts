import { paste, type Plane } from '../crop/crop';
import type { Frame } from '../crop/frame';

/** Most samples a pixel and axis when an answer comes back to a slice of another resolution. */
const MAX_SAMPLES = 4;

/** The square that a slice is padded to, around its centre, in pixels of the slice. */
export function squareFrame(columns: number, rows: number): Frame {
  const side = Math.max(columns, rows);
  const left = (side - columns) >> 1;
  const top = (side - rows) >> 1;
  return { cx: (side - 1) / 2 - left, cy: (side - 1) / 2 - top, sideX: side, sideY: side };
}

/**
 * A slice as the network sees it: padded to a square with its lowest value, then brought to size × size, bilinear and
 * antialiased where it shrinks (PyTorch's `interpolate(..., antialias=True)`).
 */
export function toSquare({ data, columns, rows }: Plane, size: number): Float32Array {
  const side = Math.max(columns, rows);
  const left = (side - columns) >> 1;
  const top = (side - rows) >> 1;
  let lowest = Infinity;
  for (let p = 0; p < data.length; p++) if (data[p] < lowest) lowest = data[p];
  const axis = shrinking(side, size);
  const narrow = new Float32Array(side * size).fill(lowest);
  for (let y = 0; y < rows; y++) {
    for (let i = 0; i < size; i++) {
      const { first, weights } = axis[i];
      let total = 0;
      for (let j = 0; j < weights.length; j++) {
        const x = first + j - left;
        total += weights[j] * (x >= 0 && x < columns ? data[y * columns + x] : lowest);
      }
      narrow[(y + top) * size + i] = total;
    }
  }
  const out = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    const { first, weights } = axis[i];
    for (let j = 0; j < weights.length; j++) {
      const row = (first + j) * size;
      for (let x = 0; x < size; x++) out[i * size + x] += weights[j] * narrow[row + x];
    }
  }
  return out;
}

/** The inverse for masks: a size × size answer back on the slice's own grid. */
export function fromSquare(answer: Float32Array, size: number, columns: number, rows: number): Float32Array {
  return paste(answer, squareFrame(columns, rows), size, MAX_SAMPLES, columns, rows);
}

/** Bilinear with aligned corners, grid × grid → size × size: how the paper's code brings masks to the slice. */
export function enlarge(plane: Float32Array, grid: number, size: number): Float32Array {
  const out = new Float32Array(size * size);
  const step = (grid - 1) / (size - 1);
  for (let y = 0; y < size; y++) {
    const j = Math.min(Math.floor(y * step), grid - 2);
    const fy = y * step - j;
    for (let x = 0; x < size; x++) {
      const i = Math.min(Math.floor(x * step), grid - 2);
      const fx = x * step - i;
      const at = j * grid + i;
      const upper = plane[at] * (1 - fx) + plane[at + 1] * fx;
      const lower = plane[at + grid] * (1 - fx) + plane[at + grid + 1] * fx;
      out[y * size + x] = upper * (1 - fy) + lower * fy;
    }
  }
  return out;
}

/** For each new pixel the first old one and the weights of the triangle that covers it; they add up to 1. */
function shrinking(from: number, to: number): { first: number; weights: Float32Array }[] {
  const scale = from / to;
  const radius = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = scale * (i + 0.5);
    const first = Math.max(0, Math.floor(centre - radius + 0.5));
    const end = Math.min(from, Math.floor(centre + radius + 0.5));
    const weights = Float32Array.from({ length: end - first }, (_w, j) =>
      Math.max(0, 1 - Math.abs(first + j - centre + 0.5) / radius),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((w) => w / sum) };
  });
}

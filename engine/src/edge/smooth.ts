import type { Box } from '../crop/frame';
import type { Plane } from '../crop/crop';

/** Pixels around one that its smoothed value is made of. */
export const SMOOTHING_RADIUS = 4;

/** Normalised weights of a Gaussian with σ = 1 pixel, cut at four σ. */
const WEIGHTS = (() => {
  const raw = Array.from({ length: 2 * SMOOTHING_RADIUS + 1 }, (_, i) =>
    Math.exp(-0.5 * (i - SMOOTHING_RADIUS) ** 2),
  );
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((v) => v / sum);
})();

/**
 * Gaussian smoothing with σ = 1 pixel inside a box of the slice; the slice is mirrored at its border (edge pixels
 * repeated). Returns the box's pixels only, row by row.
 */
export function smooth(plane: Plane, box: Box): Float32Array {
  const width = box.x1 - box.x0 + 1;
  const height = box.y1 - box.y0 + 1;
  const tall = height + 2 * SMOOTHING_RADIUS;
  // Rows first, over the box and the rows that the second pass needs: the order of scipy's axes, so that rounding agrees.
  const columnsDone = new Float32Array(width * tall);
  const { data } = plane;
  const places = Int32Array.from({ length: width + 2 * SMOOTHING_RADIUS }, (_, i) =>
    mirror(box.x0 - SMOOTHING_RADIUS + i, plane.columns),
  );
  for (let y = 0; y < tall; y++) {
    const row = mirror(box.y0 - SMOOTHING_RADIUS + y, plane.rows) * plane.columns;
    for (let x = 0; x < width; x++) {
      let total = 0;
      for (let i = 0; i <= 2 * SMOOTHING_RADIUS; i++) total += WEIGHTS[i] * data[row + places[x + i]];
      columnsDone[y * width + x] = total;
    }
  }
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let total = 0;
      for (let i = 0; i <= 2 * SMOOTHING_RADIUS; i++) total += WEIGHTS[i] * columnsDone[(y + i) * width + x];
      out[y * width + x] = total;
    }
  }
  return out;
}

function mirror(i: number, n: number): number {
  const period = 2 * n;
  const m = ((i % period) + period) % period;
  return m < n ? m : period - 1 - m;
}

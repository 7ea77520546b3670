import { adjoint, interpolate } from './grid';
import { addPooled, type Features, type PlainSupport } from './plainSupport';

/** Figures of one slice on the grid; presence and trust are made of them. */
export interface PlainFigures {
  /** Dice of the drawn masks with what the answer's own prototype finds on the drawn slices. */
  readonly cycle: number;
  /** Area over the drawn object's. */
  readonly area: number;
  /** Mean of u inside the mask. */
  readonly confidence: number;
  /** Entropy of u summed over the grid, per mask cell (nats). */
  readonly entropy: number;
  /** Dice with the mask of the slice before on the walk. */
  readonly agreement: number;
}

const CERTAIN = 0.005;

/**
 * @param u u^K on the grid
 * @param before mask of the walk's last slice on the grid
 */
export function plainFigures(
  u: Float32Array,
  features: Features,
  support: PlainSupport,
  before: Uint8Array,
  grid: number,
): PlainFigures {
  let area = 0;
  let earlier = 0;
  let both = 0;
  let inside = 0;
  let entropy = 0;
  for (let p = 0; p < u.length; p++) {
    if (before[p]) earlier++;
    if (u[p] > CERTAIN && u[p] < 1 - CERTAIN)
      entropy -= u[p] * Math.log(u[p]) + (1 - u[p]) * Math.log(1 - u[p]);
    if (u[p] <= 0.5) continue;
    area++;
    inside += u[p];
    if (before[p]) both++;
  }
  return {
    cycle: area ? cycleDice(u, features, support, grid) : 0,
    area: area / Math.max(support.area, 1e-6),
    confidence: area ? inside / area : 0,
    entropy: entropy / Math.max(1, area),
    agreement: area + earlier ? (2 * both) / (area + earlier) : 1,
  };
}

/** The alignment loss of training, asked at inference: cos > 0 needs no lengths, and interpolation is linear. */
function cycleDice(u: Float32Array, features: Features, support: PlainSupport, grid: number): number {
  const mask = u.map((v) => (v > 0.5 ? 1 : 0));
  const prototype = new Float32Array(features.channels);
  addPooled(prototype, features, adjoint(mask, grid, features.cells));
  let both = 0;
  let total = 0;
  for (const shot of support.shots) {
    const { data, channels, cells } = shot.features;
    const n = cells * cells;
    const product = new Float32Array(n);
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < n; p++) product[p] += prototype[c] * data[c * n + p];
    }
    interpolate(product, cells, grid).forEach((value, p) => {
      const found = value > 0 ? 1 : 0;
      both += found & shot.cells[p];
      total += found + shot.cells[p];
    });
  }
  return total ? (2 * both) / total : 0;
}

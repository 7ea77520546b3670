import type { PlainEntry } from '../model/manifest';
import { adjoint, touchedCells } from './grid';
import { voronoiRegions } from './voronoi';

/** The encoder's features of one slice: channels × cells × cells. */
export interface Features {
  readonly data: Float32Array;
  readonly channels: number;
  readonly cells: number;
}

/** One drawn slice. */
export interface Shot {
  readonly features: Features;
  /** 0 or 1 on the network's size × size slice, not empty. */
  readonly mask: Float32Array;
}

/** What the network is told of the object: l^0 and p^0, and the drawn masks on the grid for figures. */
export interface PlainSupport {
  /** l^0 [features] */
  readonly prototype: Float32Array;
  /** p^0 [regions, features], unused rows zero; empty where the network has no regional prototypes. */
  readonly regions: Float32Array;
  /** 1 for each row of `regions` that is used. */
  readonly valid: Float32Array;
  readonly shots: readonly { readonly features: Features; readonly cells: Uint8Array }[];
  /** Area of the drawn masks in grid cells, the mean of the shots. */
  readonly area: number;
}

/**
 * l^0 = Σ_t Σ F_t w_t / (Σ_t Σ w_t + ε) over all shots; each shot's mask is cut into Voronoi regions, which share the rows
 * of p^0.
 */
export function makePlainSupport(entry: PlainEntry, shots: readonly Shot[]): PlainSupport {
  const { features: channels } = entry;
  const { size, grid, regions: rows, epsilon } = entry.plain;
  const prototype = new Float32Array(channels);
  const regions = new Float32Array(rows * channels);
  const valid = new Float32Array(rows);
  const onGrid = shots.map(({ mask }) => adjoint(mask, size, grid));
  let mass = 0;
  let first = 0;
  shots.forEach(({ features, mask }, t) => {
    addPooled(prototype, features, adjoint(onGrid[t], grid, features.cells));
    mass += sumOf(mask);
    const share = Math.floor(rows / shots.length) + (t < rows % shots.length ? 1 : 0);
    const cells = touchedCells(mask, size, grid, onGrid[t]);
    voronoiRegions(cells, grid, share).forEach((places, n) => {
      const weights = new Float32Array(grid * grid);
      for (const place of places) weights[place] = 1 / places.length;
      const row = (first + n) * channels;
      addPooled(regions.subarray(row, row + channels), features, adjoint(weights, grid, features.cells));
      valid[first + n] = 1;
    });
    first += share;
  });
  const cellArea = (size / grid) ** 2;
  return {
    prototype: prototype.map((v) => v / (mass + epsilon)),
    regions,
    valid,
    shots: shots.map(({ features }, t) => ({
      features,
      cells: Uint8Array.from(onGrid[t], (w) => (w >= cellArea / 2 ? 1 : 0)),
    })),
    area: mass / cellArea / shots.length,
  };
}

/** out += Σ F · weight for every channel; `weight` is on the features' own cells. */
export function addPooled(
  out: Float32Array,
  { data, channels, cells }: Features,
  weight: Float32Array,
): void {
  const n = cells * cells;
  const places: number[] = [];
  weight.forEach((w, p) => w !== 0 && places.push(p));
  for (let c = 0; c < channels; c++) {
    let total = 0;
    for (const p of places) total += data[c * n + p] * weight[p];
    out[c] += total;
  }
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (const v of values) sum += v;
  return sum;
}

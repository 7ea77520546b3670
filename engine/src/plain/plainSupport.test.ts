import { fakePlainEntry } from '../../test-support/fakePlainModel';
import { adjoint, interpolate, touchedCells } from './grid';
import { makePlainSupport, type Features } from './plainSupport';
import { voronoiRegions } from './voronoi';

const SIZE = 32;
const GRID = 8;

function mask(x0: number, y0: number, x1: number, y1: number): Float32Array {
  return Float32Array.from({ length: SIZE * SIZE }, (_, p) => {
    const [x, y] = [p % SIZE, Math.floor(p / SIZE)];
    return x >= x0 && x < x1 && y >= y0 && y < y1 ? 1 : 0;
  });
}

/** Two channels on 4 × 4 cells: the column and the row. */
const features: Features = {
  data: Float32Array.from({ length: 32 }, (_, p) => (p < 16 ? p % 4 : Math.floor((p - 16) / 4))),
  channels: 2,
  cells: 4,
};

describe('prototypes of a support', () => {
  it('pools on the coarse grid what interpolation would pool on the fine one', () => {
    const m = mask(5, 3, 21, 14);
    const weights = adjoint(adjoint(m, SIZE, GRID), GRID, 4);
    for (let c = 0; c < 2; c++) {
      const plane = features.data.subarray(16 * c, 16 * c + 16);
      const fine = interpolate(interpolate(plane, 4, GRID), GRID, SIZE);
      const direct = fine.reduce((sum, v, p) => sum + v * m[p], 0);
      expect(plane.reduce((sum, v, p) => sum + v * weights[p], 0)).toBeCloseTo(direct, 3);
    }
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(16 * 11, 3);
  });

  it('weighs shots by their area and lets them share the regions', () => {
    const entry = fakePlainEntry({ regions: 5 });
    const shots = [mask(0, 0, 16, 32), mask(24, 24, 32, 32)].map((m) => ({ features, mask: m }));
    const both = makePlainSupport(entry, shots);
    const alone = shots.map((shot) => makePlainSupport(entry, [shot]));
    const areas = [512, 64];
    for (let c = 0; c < 2; c++) {
      const mean = (areas[0] * alone[0].prototype[c] + areas[1] * alone[1].prototype[c]) / 576;
      expect(both.prototype[c]).toBeCloseTo(mean, 4);
    }
    expect([...both.valid]).toEqual([1, 1, 1, 1, 1]);
    const columns = [0, 1, 2, 3, 4].map((n) => both.regions[2 * n]);
    expect(Math.max(...columns.slice(0, 3))).toBeLessThan(Math.min(...columns.slice(3)));
    expect(both.area).toBeCloseTo(576 / 16 / 2, 4);
  });

  it('leaves rows empty when there are fewer cells than regions', () => {
    const support = makePlainSupport(fakePlainEntry({ regions: 9 }), [{ features, mask: mask(4, 4, 12, 8) }]);
    expect([...support.valid]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(support.regions.subarray(4).every((v) => v === 0)).toBe(true);
  });

  it('keeps a cell for a structure that falls between the samples', () => {
    const dot = mask(4, 8, 5, 9); // samples of cell (1, 2) are columns 5, 6 and rows 9, 10
    const cells = touchedCells(dot, SIZE, GRID, adjoint(dot, SIZE, GRID));
    expect(cells.reduce((a, b) => a + b, 0)).toBe(1);
    expect(cells[2 * GRID + 1]).toBe(1);
    const seen = mask(5, 9, 6, 10);
    expect(touchedCells(seen, SIZE, GRID, adjoint(seen, SIZE, GRID))[2 * GRID + 1]).toBe(1);
  });

  it('cuts cells around far seeds, each once', () => {
    const cells = new Uint8Array(GRID * GRID).fill(1, 0, 2 * GRID); // two rows of eight
    const regions = voronoiRegions(cells, GRID, 3);
    expect(regions.map((r) => r.length).reduce((a, b) => a + b)).toBe(16);
    expect(new Set(regions.flat()).size).toBe(16);
    // the centre's nearest cell, then the far end, then the other end
    expect(regions[1]).toContain(15);
    expect(regions[2]).toContain(0);
    expect(voronoiRegions(cells, GRID, 99)).toHaveLength(16);
  });
});

import { distanceTransform } from './distanceTransform';
import { edgeTerm, greyGate } from './edgeTerm';
import { BACKGROUND, OBJECT, randomWalker, UNKNOWN } from './randomWalker';
import { smooth } from './smooth';

/** Small deterministic generator, so that a failure can be repeated. */
function random(seed: number): () => number {
  let s = seed;
  return () => (s = (s * 1664525 + 1013904223) % 4294967296) / 4294967296;
}

describe('distanceTransform', () => {
  it('equals the distance by definition', () => {
    const [w, h] = [17, 11];
    const next = random(3);
    const set = Uint8Array.from({ length: w * h }, () => (next() < 0.8 ? 1 : 0));
    for (const border of ['open', 'unset'] as const) {
      const got = distanceTransform(set, w, h, border);
      for (let p = 0; p < set.length; p++) {
        const [x, y] = [p % w, Math.floor(p / w)];
        let best = border === 'unset' ? Math.min(x + 1, y + 1, w - x, h - y) : Infinity;
        for (let q = 0; q < set.length; q++) {
          if (!set[q]) best = Math.min(best, Math.hypot(x - (q % w), y - Math.floor(q / w)));
        }
        expect(got[p]).toBeCloseTo(set[p] ? best : 0, 9);
      }
    }
  });

  it('is infinite where nothing is unset', () => {
    expect(distanceTransform(new Uint8Array(4).fill(1), 2, 2, 'open')[0]).toBe(Infinity);
  });
});

describe('randomWalker', () => {
  it('is linear between seeds on a flat image', () => {
    const state = new Uint8Array(11).fill(UNKNOWN);
    state[0] = OBJECT;
    state[10] = BACKGROUND;
    const u = randomWalker(new Float64Array(11), state, 11, 1, 100);
    u.forEach((v, i) => expect(v).toBeCloseTo(1 - i / 10, 3));
  });

  it('puts the boundary on the image edge', () => {
    const state = new Uint8Array(21).fill(UNKNOWN);
    state[0] = OBJECT;
    state[20] = BACKGROUND;
    const u = randomWalker(
      Float64Array.from({ length: 21 }, (_, i) => (i < 15 ? 1 : 0)),
      state,
      21,
      1,
      8,
    );
    expect(u[14]).toBeGreaterThan(0.9);
    expect(u[15]).toBeLessThan(0.1);
  });
});

describe('edgeTerm', () => {
  const [columns, rows] = [48, 40];
  const disc = (cx: number, cy: number, r: number) =>
    Uint8Array.from({ length: columns * rows }, (_, p) =>
      Math.hypot((p % columns) - cx, Math.floor(p / columns) - cy) <= r ? 1 : 0,
    );
  const parameters = {
    beta: 150,
    radius: 0.35,
    minRadius: 2,
    maxRadius: 8,
    core: 0.7,
    gate: 2,
    minSeeds: 0.2,
  };
  const plane = (mask: Uint8Array) => ({
    data: Float32Array.from(mask, (v) => 0.2 + 0.5 * v),
    columns,
    rows,
  });

  it('moves the neighbour mask to the edge of this slice', () => {
    const drawn = disc(20, 18, 9);
    const truth = disc(22, 18, 10);
    const gate = greyGate(plane(drawn), drawn);
    const u = edgeTerm(plane(truth), drawn, gate, parameters);
    let wrong = 0;
    u.forEach((v, p) => (wrong += v > 0.5 !== (truth[p] === 1) ? 1 : 0));
    expect(wrong).toBeLessThan(8);
  });

  it('is empty where nothing looks like the object', () => {
    const drawn = disc(20, 18, 9);
    const gate = greyGate(plane(drawn), drawn);
    const u = edgeTerm({ data: new Float32Array(columns * rows), columns, rows }, drawn, gate, parameters);
    expect(u.every((v) => v === 0)).toBe(true);
  });
});

describe('smooth', () => {
  it('keeps a constant, also at the border, and spreads a point by the Gaussian', () => {
    const flat = { data: new Float32Array(100).fill(0.3), columns: 10, rows: 10 };
    smooth(flat, { x0: 0, y0: 0, x1: 9, y1: 9 }).forEach((v) => expect(v).toBeCloseTo(0.3, 6));
    const point = { data: new Float32Array(21 * 21), columns: 21, rows: 21 };
    point.data[10 * 21 + 10] = 1;
    const out = smooth(point, { x0: 10, y0: 10, x1: 11, y1: 10 });
    expect(out[0]).toBeCloseTo(0.1592, 3);
    expect(out[1] / out[0]).toBeCloseTo(Math.exp(-0.5), 5);
  });
});

import { enlarge, fromSquare, squareFrame, toSquare } from './square';

describe('slices as squares', () => {
  it('pads with the lowest value and keeps the mean when it shrinks', () => {
    const [columns, rows] = [60, 40];
    const data = Float32Array.from({ length: columns * rows }, (_, p) => ((p * 7919) % 101) / 10 - 3);
    const out = toSquare({ data, columns, rows }, 16);
    expect(out[0]).toBeCloseTo(-3, 5); // top band: padding
    expect(out[15 * 16 + 8]).toBeCloseTo(-3, 5);
    const padded = (data.reduce((a, b) => a + b, 0) - 3 * (60 * 60 - data.length)) / 3600;
    expect(out.reduce((a, b) => a + b, 0) / 256).toBeCloseTo(padded, 1);
  });

  it('weighs by a triangle as wide as the shrinking, as PyTorch does when it antialiases', () => {
    // torch.nn.functional.interpolate((arange(6.) ** 2).expand(1, 1, 6, 6), (3, 3), mode='bilinear', antialias=True)
    const data = Float32Array.from({ length: 36 }, (_, p) => (p % 6) ** 2);
    const out = toSquare({ data, columns: 6, rows: 6 }, 3);
    expect([...out.subarray(0, 3)].map((v) => +v.toFixed(4))).toEqual([1, 7, 18.8571]);
  });

  it('brings an answer back to where it was seen, on slices that are not square', () => {
    const [columns, rows] = [90, 70];
    const data = Float32Array.from({ length: columns * rows }, (_, p) => {
      const [x, y] = [(p % columns) - 30, Math.floor(p / columns) - 45];
      return x * x + 2 * y * y < 300 ? 1 : 0;
    });
    const back = fromSquare(toSquare({ data, columns, rows }, 128), 128, columns, rows);
    let wrong = 0;
    data.forEach((v, p) => (wrong += v !== (back[p] > 0.5 ? 1 : 0) ? 1 : 0));
    expect(wrong).toBeLessThan(8);
    expect(squareFrame(columns, rows)).toEqual({ cx: 44.5, cy: 34.5, sideX: 90, sideY: 90 });
  });

  it('enlarges with aligned corners', () => {
    const out = enlarge(Float32Array.of(0, 1, 2, 3), 2, 4);
    expect([...out].slice(0, 4).map((v) => +v.toFixed(4))).toEqual([0, 0.3333, 0.6667, 1]);
    expect(out[15]).toBe(3);
  });
});

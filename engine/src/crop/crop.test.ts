import { crop, paste } from './crop';
import { boxOf, frameAround } from './frame';

const parameters = { size: 64, margin: 2, minSideMm: 20, minSidePixels: 20, maxSamples: 4, minPixels: 4 };

describe('crop and paste', () => {
  it('finds the box of an asymmetric mask', () => {
    const mask = new Uint8Array(12 * 9);
    for (const [x, y] of [
      [3, 2],
      [7, 2],
      [4, 6],
    ])
      mask[y * 12 + x] = 1;
    expect(boxOf(mask, 12, 9, 0)).toEqual({ x0: 3, y0: 2, x1: 7, y1: 6 });
    expect(boxOf(new Uint8Array(12 * 9), 12, 9, 0)).toBeNull();
  });

  it('takes a square of millimetres when pixels are not square', () => {
    const frame = frameAround({ x0: 10, y0: 10, x1: 29, y1: 19 }, [0.5, 2], parameters);
    expect(frame).toEqual({ cx: 19.5, cy: 14.5, sideX: 80, sideY: 20 });
  });

  it('keeps a small object in a crop of useful size', () => {
    expect(frameAround({ x0: 5, y0: 5, x1: 6, y1: 6 }, [1, 1], parameters).sideX).toBe(20);
    expect(frameAround({ x0: 5, y0: 5, x1: 6, y1: 6 }, [0.2, 0.2], parameters).sideX).toBeCloseTo(20);
  });

  it.each([
    ['finer', 24, 18],
    ['coarser', 150, 130],
  ])('brings a smooth image back where it was (crop %s than the slice)', (_, sideX, sideY) => {
    const columns = 160;
    const rows = 140;
    const data = Float32Array.from({ length: columns * rows }, (_v, p) => {
      const x = (p % columns) - 70;
      const y = Math.floor(p / columns) - 60;
      return Math.exp(-(x * x + 2 * y * y + x * y) / 3000);
    });
    const frame = { cx: 74.5, cy: 63, sideX, sideY };
    const patch = crop({ data, columns, rows }, frame, 64, 4, 'edge');
    const back = paste(patch, frame, 64, 4, columns, rows);
    let compared = 0;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const inside = Math.abs(x - frame.cx) < sideX / 2 - 2 && Math.abs(y - frame.cy) < sideY / 2 - 2;
        if (inside) {
          expect(Math.abs(back[y * columns + x] - data[y * columns + x])).toBeLessThan(0.01);
          compared++;
        } else if (Math.abs(x - frame.cx) > sideX / 2 + 1) {
          expect(back[y * columns + x]).toBe(0);
        }
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it('repeats the edge for images and takes zero for masks beyond the border', () => {
    const plane = { data: new Float32Array(16).fill(1), columns: 4, rows: 4 };
    const frame = { cx: 0, cy: 0, sideX: 8, sideY: 8 };
    expect(crop(plane, frame, 8, 1, 'edge')[0]).toBe(1);
    expect(crop(plane, frame, 8, 1, 'zero')[0]).toBe(0);
  });
});

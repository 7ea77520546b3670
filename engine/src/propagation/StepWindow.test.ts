import type { EdgeParameters } from '../model/manifest';
import { StepWindow } from './StepWindow';

const [columns, rows] = [60, 40];
const edge = { maxRadius: 4 } as EdgeParameters;
const plane = {
  data: Float32Array.from({ length: columns * rows }, (_, p) => p),
  columns,
  rows,
};

describe('StepWindow', () => {
  it('holds the frame and what the edge term reads, within the slice', () => {
    const frame = { cx: 30, cy: 8, sideX: 12, sideY: 12 };
    const { box } = new StepWindow(frame, { x0: 20, y0: 6, x1: 33, y1: 10 }, edge, columns, rows);
    // The band is 4 pixels wide, 3 lie beyond it and 4 are smoothed over.
    expect(box).toEqual({ x0: 20 - 11, y0: 0, x1: 33 + 11, y1: 10 + 11 });
    const wide = { cx: 30, cy: 8, sideX: 200, sideY: 60 };
    const whole = new StepWindow(wide, { x0: 20, y0: 6, x1: 33, y1: 10 }, edge, columns, rows).box;
    expect(whole).toEqual({ x0: 0, y0: 0, x1: columns - 1, y1: rows - 1 });
  });

  it('cuts slices, masks and the frame at the same place', () => {
    const frame = { cx: 30.5, cy: 20, sideX: 12, sideY: 12 };
    const window = new StepWindow(frame, { x0: 28, y0: 18, x1: 32, y1: 22 }, edge, columns, rows);
    const cut = window.cut(plane);
    const at = (x: number, y: number) => (y - window.box.y0) * cut.columns + x - window.box.x0;
    expect(cut.data[at(30, 20)]).toBe(20 * columns + 30);
    expect(window.frame).toEqual({ cx: 30.5 - window.box.x0, cy: 20 - window.box.y0, sideX: 12, sideY: 12 });
    const soft = window.within({
      box: { x0: 0, y0: 19, x1: 30, y1: 20 },
      data: new Float32Array(62).fill(1),
    });
    expect(soft.data[at(30, 20)]).toBe(1);
    expect(soft.data[at(31, 20)]).toBe(0);
    expect(soft.data[at(30, 18)]).toBe(0);
    const { x0, y0 } = window.box;
    expect(window.onSlice({ x0: 1, y0: 2, x1: 3, y1: 4 })).toEqual({
      x0: x0 + 1,
      y0: y0 + 2,
      x1: x0 + 3,
      y1: y0 + 4,
    });
  });

  it('gives nothing of a mask that lies elsewhere', () => {
    const frame = { cx: 50, cy: 20, sideX: 4, sideY: 4 };
    const window = new StepWindow(frame, { x0: 50, y0: 20, x1: 51, y1: 21 }, edge, columns, rows);
    const soft = window.within({ box: { x0: 0, y0: 0, x1: 4, y1: 39 }, data: new Float32Array(200).fill(1) });
    expect(Math.max(...soft.data)).toBe(0);
  });
});

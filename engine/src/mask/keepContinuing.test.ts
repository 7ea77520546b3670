import { keepContinuing } from './keepContinuing';

const [columns, rows] = [12, 6];

function plane(...boxes: readonly [number, number, number, number][]): Float32Array {
  const out = new Float32Array(columns * rows);
  for (const [x0, y0, x1, y1] of boxes) {
    for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) out[y * columns + x] = 0.9;
  }
  return out;
}
const hard = (soft: Float32Array) => Uint8Array.from(soft, (v) => (v > 0.5 ? 1 : 0));

describe('keepContinuing', () => {
  it('drops crumbs and pieces that do not continue the neighbour', () => {
    const soft = plane([0, 0, 4, 3], [6, 0, 6, 0], [8, 2, 11, 5]);
    const kept = keepContinuing(soft, hard(plane([0, 0, 6, 3])), columns, rows, 0.1);
    expect(hard(kept)).toEqual(hard(plane([0, 0, 4, 3])));
  });

  it('keeps two pieces of one object', () => {
    const soft = plane([0, 0, 3, 3], [6, 0, 9, 3]);
    expect(hard(keepContinuing(soft.slice(), hard(soft), columns, rows, 0.1))).toEqual(hard(soft));
  });

  it('keeps the largest when a small structure moved on', () => {
    const soft = plane([6, 0, 9, 3], [11, 5, 11, 5]);
    const kept = keepContinuing(soft, hard(plane([0, 0, 2, 2])), columns, rows, 0.1);
    expect(hard(kept)).toEqual(hard(plane([6, 0, 9, 3])));
  });

  it('does not join pieces over a corner', () => {
    const soft = plane([0, 0, 1, 1], [2, 2, 5, 5]);
    const kept = keepContinuing(soft, hard(plane([3, 3, 5, 5])), columns, rows, 0.1);
    expect(hard(kept)).toEqual(hard(plane([2, 2, 5, 5])));
  });
});

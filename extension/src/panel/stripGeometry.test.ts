import { outerEdge, sliceAfterKey, sliceAt } from './stripGeometry';

const up = { slices: 10, descending: false };
const down = { slices: 10, descending: true };

describe('places on the strip', () => {
  it('are in the order in which the viewer scrolls', () => {
    expect([-1, 0, 0.05, 0.55, 1, 2].map((share) => sliceAt(share, up))).toEqual([0, 0, 0, 5, 9, 9]);
    expect([0, 0.55, 1].map((share) => sliceAt(share, down))).toEqual([9, 4, 0]);
  });

  it('put a handle on the outer edge of its cell', () => {
    expect(outerEdge(2, 'low', up)).toBe(0.2);
    expect(outerEdge(2, 'high', up)).toBe(0.3);
    // Slice 2 is the eighth cell then, and lower slices are to its right.
    expect(outerEdge(2, 'low', down)).toBe(0.8);
    expect(outerEdge(2, 'high', down)).toBe(0.7);
  });

  it('are reached by keys, which follow the numbers on screen', () => {
    expect(sliceAfterKey('ArrowRight', 4, up)).toBe(5);
    expect(sliceAfterKey('ArrowRight', 4, down)).toBe(3);
    expect(sliceAfterKey('ArrowRight', 9, up)).toBe(9);
    expect(sliceAfterKey('End', 4, down)).toBe(0);
    expect(sliceAfterKey('x', 4, up)).toBeNull();
  });
});

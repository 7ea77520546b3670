import { leastWidth, outerEdge, shiftAtEdge, shiftToShow, sliceAfterKey, sliceAt } from './stripGeometry';

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

describe('a strip that is wider than the panel', () => {
  const view = 300;

  it('has cells that the mouse can tell apart, and needs no more than the panel for a short series', () => {
    expect(leastWidth(500)).toBe(1500);
    expect(leastWidth(60)).toBeLessThan(view);
    // In the middle of a cell of the least width.
    const series = { slices: 500, descending: false };
    expect([0, 123, 499].map((slice) => sliceAt((3 * slice + 1.5) / leastWidth(500), series))).toEqual([
      0, 123, 499,
    ]);
  });

  it('scrolls to a part that is out of view, and not for one that is in view', () => {
    expect(shiftToShow([0, 3], view)).toBe(0);
    expect(shiftToShow([297, 300], view)).toBe(0);
    // It is in the middle then.
    expect(shiftToShow([298, 301], view)).toBe(149.5);
    expect(shiftToShow([-600, -597], view)).toBe(-748.5);
  });

  it('scrolls on while a handle is held at an edge, as far as it was dragged there', () => {
    expect(shiftAtEdge(100, 200, view)).toBe(0);
    expect(shiftAtEdge(100, 293, view)).toBe(5);
    expect(shiftAtEdge(100, 900, view)).toBe(24);
    expect(shiftAtEdge(100, 4, view)).toBe(-8);
    // Taken at the edge and not moved, or dragged away from it.
    expect(shiftAtEdge(295, 295, view)).toBe(0);
    expect(shiftAtEdge(295, 292, view)).toBe(0);
    expect(shiftAtEdge(5, 8, view)).toBe(0);
  });
});

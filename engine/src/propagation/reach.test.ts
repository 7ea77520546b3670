import { objectSize, reachOf } from './reach';
import type { SliceSource } from './SliceSource';

const source: SliceSource = {
  columns: 4,
  rows: 4,
  slices: 20,
  spacing: [2, 3],
  position: (slice) => 10 + 5 * slice,
  unit: () => {
    throw new Error('not asked for');
  },
};

const disc = (pixels: number) => Uint8Array.from({ length: 16 }, (_, p) => (p < pixels ? 1 : 0));
const radius = (pixels: number) => Math.sqrt((pixels * 6) / Math.PI);
const supports = [
  { slice: 4, mask: disc(3) },
  { slice: 8, mask: disc(9) },
  { slice: 14, mask: disc(5) },
];

describe('reachOf', () => {
  it('measures from the drawn slice when it is the only one', () => {
    const reach = reachOf({ support: 8, slices: [9, 10] }, [supports[1]], source);
    expect(reach).toEqual({ position: 50, radius: radius(9), several: false });
  });

  it('measures from the mean of all drawn slices by area, in the largest one’s radii, beyond them', () => {
    // Positions 30, 50 and 80 with 3, 9 and 5 pixels.
    const middle = { position: (30 * 3 + 50 * 9 + 80 * 5) / 17, radius: radius(9), several: true };
    expect(reachOf({ support: 14, slices: [15, 16] }, supports, source)).toEqual(middle);
    expect(reachOf({ support: 4, slices: [3, 2] }, supports, source)).toEqual(middle);
  });

  it('measures from its own drawn slice between two of them', () => {
    const reach = reachOf({ support: 14, slices: [13, 12, 11, 10, 9] }, supports, source);
    expect(reach).toEqual({ position: 80, radius: radius(5), several: false });
  });
});

describe('objectSize', () => {
  const reach = { radius: radius(4) };

  it('is what was drawn as long as nothing much larger was met', () => {
    expect(objectSize(4, 4, reach, 6)).toEqual({ areaPixels: 4, radius: radius(4) });
    expect(objectSize(4, 6, reach, 6)).toEqual({ areaPixels: 4, radius: radius(4) });
  });

  it('follows the largest slice of an object that was drawn near its end', () => {
    expect(objectSize(4, 24, reach, 6)).toEqual({ areaPixels: 16, radius: radius(16) });
  });

  it('never falls below the largest drawn slice', () => {
    expect(objectSize(4, 24, { radius: radius(40) }, 6).radius).toBe(radius(40));
  });
});

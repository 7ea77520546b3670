import type { SlicePlane } from './slice-plane';
import { inEnglish } from '../sentences';
import { orderSlices } from './order-slices';

const plane = (z: number, more: Partial<SlicePlane> = {}): SlicePlane => ({
  sopInstanceUid: `1.${z}`,
  imagePosition: [-5, 7, z],
  imageOrientation: [1, 0, 0, 0, 1, 0],
  pixelSpacing: [0.5, 0.75],
  rows: 4,
  columns: 6,
  ...more,
});

describe('orderSlices', () => {
  it('sorts along the normal and says where the first slice is', () => {
    const { order, geometry, warnings } = orderSlices([plane(10), plane(4), plane(7)]);
    expect(order).toEqual([1, 2, 0]);
    expect(geometry).toEqual({
      columns: 6,
      rows: 4,
      slices: 3,
      spacing: [0.75, 0.5, 3],
      direction: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      origin: [-5, 7, 4],
      slicePositions: [0, 3, 6],
    });
    expect(warnings).toEqual([]);
  });

  it('follows the normal of the images, not the axes: rows that run up turn the order', () => {
    const up = { imageOrientation: [1, 0, 0, 0, -1, 0] };
    expect(orderSlices([plane(1, up), plane(2, up)]).order).toEqual([1, 0]);
  });

  it('says missing slices and uneven distances, and takes the median as spacing', () => {
    const missing = orderSlices([0, 1, 2, 5, 6, 7].map((z) => plane(z)));
    expect(missing.warnings.map(inEnglish)).toEqual([
      '2 slices are missing from the series (after slice 3).',
    ]);
    expect(missing.geometry.spacing[2]).toBe(1);
    const uneven = orderSlices([0, 1, 2.3, 3, 4].map((z) => plane(z)));
    expect(uneven.warnings.map(inEnglish)).toEqual(['The distance between slices varies (0.70 to 1.30 mm).']);
  });

  it('does not mind rounding in positions and directions', () => {
    const { warnings, geometry } = orderSlices([
      plane(0),
      plane(1.0004, { imagePosition: [-5.0003, 7.0002, 1.0004] }),
      plane(2, { imageOrientation: [0.99999, 0.0009, 0, -0.0009, 0.99999, 0] }),
    ]);
    expect(warnings).toEqual([]);
    expect(geometry.direction[2]).toEqual([0, 0, 1]);
  });

  const refused: [string, SlicePlane[], RegExp][] = [
    ['nothing', [], /no images/],
    [
      'two orientations',
      [plane(0), plane(1, { imageOrientation: [0, 1, 0, 0, 0, -1] })],
      /different orientations/,
    ],
    ['two sizes', [plane(0), plane(1, { rows: 5 })], /differ in size \(6×4 and 6×5\)/],
    ['two pixel spacings', [plane(0), plane(1, { pixelSpacing: [0.6, 0.75] })], /differ in pixel spacing/],
    ['two images in one place', [plane(0), plane(1), plane(1.00001)], /3 images in only 2 places/],
    ['all images in one place', [plane(3), plane(3)], /2 images in only 1 place /],
    [
      'shifted slices',
      [plane(0), plane(1, { imagePosition: [-3, 7, 1] }), plane(2)],
      /shifted against each other/,
    ],
    ['an impossible orientation', [plane(0, { imageOrientation: [1, 0, 0, 1, 0, 0] })], /not possible/],
    ['no pixel size', [plane(0, { pixelSpacing: [0, 0.5] })], /not possible/],
  ];
  it.each(refused)('refuses %s', (_, planes, message) => expect(() => orderSlices(planes)).toThrow(message));
});

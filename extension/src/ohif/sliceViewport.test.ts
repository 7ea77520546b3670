import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { ShownViewport } from './ohifServices';
import { sliceViewport } from './sliceViewport';

jest.mock('@cornerstonejs/core', () => ({
  Enums: { ViewportType: { STACK: 'stack', ORTHOGRAPHIC: 'orthographic' } },
}));

type Direction = VolumeGeometry['direction'];

const axialSeries: Direction = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const sagittalSeries: Direction = [
  [0, 1, 0],
  [0, 0, -1],
  [-1, 0, 0],
];
/** Slices that are inclined by 20 degrees to the axial plane. */
const obliqueSeries: Direction = [
  [1, 0, 0],
  [0, 0.94, 0.342],
  [0, -0.342, 0.94],
];

const view = (type: string, viewPlaneNormal?: readonly number[]) =>
  ({ type, getCamera: () => ({ viewPlaneNormal }) }) as unknown as ShownViewport;
const stack = view('stack');
const axial = view('orthographic', [0, 0, -1]);
const sagittal = view('orthographic', [1, 0, 0]);
const coronal = view('orthographic', [0, -1, 0]);
const space = view('volume3d', [0, 0, 1]);

describe('the viewport for the slices of a series', () => {
  it('is the preferred one where that shows them as they were acquired', () => {
    expect(sliceViewport([stack, axial], { direction: axialSeries })).toEqual({
      viewport: stack,
      inPlane: true,
    });
    expect(sliceViewport([axial, stack], { direction: axialSeries })?.viewport).toBe(axial);
  });

  it.each([
    ['an axial series, from a sagittal one', axialSeries, [sagittal, coronal, axial], axial],
    ['an axial series, from a 3D view', axialSeries, [space, sagittal, axial], axial],
    ['a sagittal series, from an axial one', sagittalSeries, [axial, coronal, sagittal], sagittal],
  ])('is another one of the layout otherwise: %s', (_, direction, viewports, expected) => {
    const found = sliceViewport(viewports, { direction });
    expect(found?.viewport).toBe(expected);
    expect(found?.inPlane).toBe(true);
  });

  it('is the plane that comes closest where the slices are oblique', () => {
    const found = sliceViewport([sagittal, coronal, axial], { direction: obliqueSeries });
    expect(found).toEqual({ viewport: axial, inPlane: false });
  });

  it('is the one in the plane of the slices where the gantry is tilted, not across the way of the table', () => {
    const tilted: Direction = [
      [1, 0, 0],
      [0, 0.94, 0.342],
      [0, 0, 1],
    ];
    const acquired = view('orthographic', [0, -0.342, 0.94]);
    expect(sliceViewport([axial, acquired], { direction: tilted })).toEqual({
      viewport: acquired,
      inPlane: true,
    });
    expect(sliceViewport([axial], { direction: tilted })).toEqual({ viewport: axial, inPlane: false });
  });

  it('is none where all planes cut through the slices', () => {
    expect(sliceViewport([sagittal, space, coronal], { direction: axialSeries })).toBeUndefined();
    expect(sliceViewport([], { direction: axialSeries })).toBeUndefined();
  });
});

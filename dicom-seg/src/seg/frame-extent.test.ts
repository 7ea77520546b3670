import type { VolumeGeometry } from '@few-shot-lms/engine';
import { makeSeries } from '../../testing';
import { frameDistance, frameExtent, frameThickness } from './frame-extent';
import type { SegFrame } from './seg-frame';

const target = (sliceSpacing: number): VolumeGeometry => makeSeries({ sliceSpacing }).geometry;

/** Axial frames at these depths, mm. */
function framesAt(depths: readonly number[], measures: Pick<SegFrame, 'spacing' | 'thickness'>): SegFrame[] {
  return depths.map((depth, index) => ({
    index,
    segment: 1,
    sources: [],
    plane: {
      sopInstanceUid: '',
      imagePosition: [0, 0, depth],
      imageOrientation: [1, 0, 0, 0, 1, 0],
      pixelSpacing: [0.75, 0.75],
      rows: 10,
      columns: 12,
    },
    ...measures,
  }));
}

it.each<[string, readonly number[], Pick<SegFrame, 'spacing' | 'thickness'>, number]>([
  ['the distance that the file says', [0, 9, 30], { spacing: 3, thickness: 3 }, 3],
  ['otherwise the smallest gap', [0, 3, 30], { thickness: 3 }, 3],
  ['otherwise the thickness', [7], { thickness: 4 }, 4],
  ['the distance, where slices have gaps as in MR', [0, 10, 20], { spacing: 10, thickness: 8 }, 10],
  ['the distance, where gaps are as wide as in hearts', [0, 10, 20], { thickness: 6 }, 10],
  ['the thickness, where every tenth slice is annotated', [15, 45, 75], { thickness: 3 }, 3],
  [
    'the thickness, where the file says the distance of those',
    [15, 45, 75],
    { spacing: 30, thickness: 3 },
    3,
  ],
  ['the thickness, where every second slice is annotated', [0, 6.01, 12], { thickness: 3 }, 3],
  ['the distance, where no thickness is said', [15, 45, 75], {}, 30],
])('a frame stands for %s', (_, depths, measures, expected) => {
  expect(frameExtent(framesAt(depths, measures), target(1))).toBe(expected);
});

it('a thin frame without neighbours stands for a slice of the volume, lest it be lost between two', () => {
  const frames = framesAt([10, 20], { spacing: 10, thickness: 1 });
  expect(frameExtent(frames, target(4))).toBeCloseTo(4);
  expect(frameExtent(frames, target(40))).toBe(10);
});

it('says what is not known, and refuses a frame that stands for nothing', () => {
  const alone = framesAt([5], {});
  expect([frameDistance(alone), frameThickness(alone)]).toEqual([undefined, undefined]);
  expect(() => frameExtent(alone, target(1))).toThrow(/does not say how thick it is/);
});

import { runProgress } from './runProgress';
import type { RunTarget } from './runState';

function target(index: number, slices: readonly number[]): RunTarget {
  return {
    segmentKey: `s#${index}`,
    index,
    label: `Segment ${index}`,
    supports: [],
    erased: [],
    slices,
    ends: {},
    basis: {},
  };
}

const came = (...slices: readonly number[]) => slices.map((slice) => ({ slice, atMs: 0, worked: true }));

it('counts slices of the series, however many labels want them', () => {
  const targets = [target(1, [0, 1, 3]), target(2, [1, 3, 4])];
  expect(runProgress({ targets, arrivals: [] })).toEqual({ done: 0, planned: 4 });
  expect(runProgress({ targets, arrivals: came(1, 0, 3) })).toEqual({ done: 1, planned: 4 });
  expect(runProgress({ targets, arrivals: came(1, 0, 3, 1, 3, 4) })).toEqual({ done: 4, planned: 4 });
});

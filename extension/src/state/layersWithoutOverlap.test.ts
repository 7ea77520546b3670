import { layersWithoutOverlap } from './layersWithoutOverlap';

const segment = (index: number, ...slices: number[][]) => ({
  index,
  runs: slices.map((ends) => Uint32Array.from(ends)),
});

it('needs one layer where nothing overlaps', () => {
  expect(
    layersWithoutOverlap([segment(1, [0, 4], []), segment(5, [4, 6], [0, 9]), segment(2, [], [])]),
  ).toEqual([[1, 5, 2]]);
});

it('puts segments that share a voxel on any slice into different layers, as few as it finds', () => {
  const segments = [
    segment(1, [0, 4], []),
    segment(2, [3, 6], []),
    segment(3, [], [0, 9]),
    segment(4, [8, 9], [8, 9]),
    segment(7, [0, 9], [0, 9]),
  ];
  expect(layersWithoutOverlap(segments)).toEqual([[1, 3], [2, 4], [7]]);
});

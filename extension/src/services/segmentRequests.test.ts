import type { SegmentationLabels } from '../ohif/ViewerHost';
import type { RunTarget } from '../state/runState';
import type { StandingSegment } from '../state/standing';
import { drawnSlice } from '../worker/drawnSlice';
import { segmentRequests } from './segmentRequests';

const planes = [Uint8Array.of(1, 1, 2, 0, 2, 1), Uint8Array.of(0, 2, 2, 0, 0, 0)];
const plane = jest.fn((_layer: number, k: number) => planes[k]);
const labels: SegmentationLabels = {
  seriesKey: 'series',
  slices: 2,
  layers: 1,
  places: [1, 2, 3].map((index) => ({ index, layer: 0, value: index, locked: false })),
  plane,
};

const target = (index: number, supports: readonly number[]): RunTarget => ({
  segmentKey: `seg#${index}`,
  index,
  label: '',
  supports,
  erased: [],
  slices: [5],
  ends: {},
  basis: {},
});
const standing: StandingSegment = {
  segmentKey: 'seg#1',
  index: 1,
  supports: [0],
  slices: [{ slice: 5, runId: 7 }],
};

it('says where the labels are drawn, in the order of the segmentation, looking once at each plane', () => {
  const requests = segmentRequests([target(3, [1]), target(2, [0, 1])], [standing], labels);
  expect(requests.map(({ key, slices }) => [key, slices])).toEqual([
    ['seg#1', []],
    ['seg#2', [5]],
    ['seg#3', [5]],
  ]);
  expect(requests.map(({ supports }) => supports.map((drawn) => drawnSlice(drawn, 6)))).toEqual([
    [{ slice: 0, mask: Uint8Array.of(1, 1, 0, 0, 0, 1) }],
    [
      { slice: 0, mask: Uint8Array.of(0, 0, 1, 0, 1, 0) },
      { slice: 1, mask: Uint8Array.of(0, 1, 1, 0, 0, 0) },
    ],
    [{ slice: 1, mask: new Uint8Array(6) }],
  ]);
  expect(plane).toHaveBeenCalledTimes(2);
  expect(requests[0].standing).toEqual([{ slice: 5, token: 'run 7' }]);
});

it('sends what is drawn, not the planes', () => {
  plane.mockReturnValueOnce(new Uint8Array(512 * 512).fill(4, 1000, 1100));
  const four = { ...labels, places: [{ index: 4, layer: 0, value: 4, locked: false }] };
  const [{ supports }] = segmentRequests([target(4, [0])], [], four);
  expect(supports).toEqual([{ slice: 0, runs: Uint32Array.of(1000, 1100) }]);
});

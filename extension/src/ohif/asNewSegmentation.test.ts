import type { OpenedSeg } from '../opening/OpenedSeg';
import { asNewSegmentation } from './asNewSegmentation';

jest.mock('@cornerstonejs/tools', () => ({
  CONSTANTS: {
    COLOR_LUT: [
      [0, 0, 0, 0],
      [9, 8, 7, 255],
    ],
  },
}));

const seg: OpenedSeg = {
  label: 'Organs',
  segments: [
    { index: 1, label: 'Liver', colour: null, runs: [] },
    { index: 4, label: 'Spleen', colour: [1, 2, 3], runs: [] },
  ],
  loaded: { place: { seriesInstanceUid: '9.1', instanceNumber: 1 }, segments: new Map(), origins: new Map() },
  notes: [],
};

const IMAGES = ['image:1', 'image:2'];

it('is a segmentation of its own with the first segment active, in the SEG’s colours or the viewer’s', () => {
  const newSegmentation = asNewSegmentation(seg, IMAGES);
  expect(newSegmentation.segmentationId).not.toBe(asNewSegmentation(seg, IMAGES).segmentationId);
  expect(newSegmentation.imageIds).toEqual(IMAGES);
  expect(newSegmentation.segments).toMatchObject([
    { index: 1, active: true, colour: [9, 8, 7] },
    { index: 4, active: false, colour: [1, 2, 3] },
  ]);
});

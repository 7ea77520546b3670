import { inWords } from '../said';
import { labelledImages, phasesNotice } from './labelledImages';
import type { DisplaySet } from './ohifServices';

const series: DisplaySet = {
  displaySetInstanceUID: '1',
  SeriesInstanceUID: '2',
  StudyInstanceUID: '3',
  imageIds: ['a', 'b', 'c', 'd'],
};
const inTime = (isDynamicVolume: boolean): DisplaySet => ({
  ...series,
  isDynamicVolume,
  dynamicVolumeInfo: { timePoints: [['a'], ['b'], ['c'], ['d']] },
});

it('takes all images of a series, and of a volume in time those of the phase that OHIF takes', () => {
  expect(labelledImages(series)).toEqual(['a', 'b', 'c', 'd']);
  expect(labelledImages(inTime(false))).toEqual(['a', 'b', 'c', 'd']);
  expect(labelledImages(inTime(true))).toEqual(['c']);
});

it('says which phase that is', () => {
  expect([phasesNotice(undefined), phasesNotice(series), phasesNotice(inTime(false))]).toEqual([
    null,
    null,
    null,
  ]);
  expect(inWords(phasesNotice(inTime(true))!)).toMatch(/4 phases or echoes.*number 3/);
});

import { PRODUCT } from '../version';
import { segName } from './segName';

it.each([
  [{ SeriesDescription: ' Organs ', ContentDescription: 'SEGMENTATION' }, 'Organs'],
  [{ SeriesDescription: '', ContentDescription: 'Liver' }, 'Liver'],
  [
    { SeriesDescription: 'First look', ContentDescription: 'Second', ManufacturerModelName: PRODUCT },
    'Second',
  ],
  [{ SeriesDescription: 'First look', ManufacturerModelName: PRODUCT }, 'First look'],
  [{}, ''],
])('%j is called %s', (dataset, name) => {
  expect(segName(dataset)).toBe(name);
});

import { trackingIds } from './tracking-ids';

it('are labels, with the number of the segment where two have the same', () => {
  const segments = [
    { number: 1, label: ' Liver ' },
    { number: 4, label: 'Cyst' },
    { number: 5, label: 'Cyst' },
    { number: 6, label: '' },
  ];
  expect(trackingIds(segments)).toEqual(['Liver', 'Cyst 4', 'Cyst 5', 'Segment 6']);
});

it('stay what they are, and are given to no other segment', () => {
  const segments = [
    { number: 1, label: 'Spleen', trackingId: 'Liver' },
    { number: 2, label: 'Liver' },
  ];
  expect(trackingIds(segments)).toEqual(['Liver', 'Liver 2']);
});

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

it('are others than those that the number of a segment would lead to, and no longer than a label', () => {
  const long = 'x'.repeat(64);
  const segments = [
    { number: 1, label: 'Renamed', trackingId: 'Cyst 3' },
    { number: 2, label: 'Cyst 4' },
    { number: 3, label: 'Cyst' },
    { number: 4, label: 'Cyst' },
    { number: 5, label: long },
    { number: 6, label: long },
    { number: 7, label: '', trackingId: `${'x'.repeat(62)} 6` },
  ];
  expect(trackingIds(segments)).toEqual([
    ...['Cyst 3', 'Cyst 4', 'Cyst 3 2', 'Cyst 4 2'],
    ...[`${'x'.repeat(62)} 5`, `${'x'.repeat(60)} 6 2`, `${'x'.repeat(62)} 6`],
  ]);
});

import { formatArea, formatDuration, plural } from './texts';

describe('numbers in words', () => {
  it('never says 0 s and rounds up', () => {
    expect([1, 999, 1001, 59_500, 61_000, 200_000].map(formatDuration)).toEqual([
      ...['1 s', '1 s', '2 s', '1 min', '1 min 1 s', '3 min 20 s'],
    ]);
  });

  it('gives areas in a unit that fits', () => {
    expect([4.26, 43, 1234, 12_880].map(formatArea)).toEqual([
      '4.3 mm²',
      '0.43 cm²',
      '12.3 cm²',
      '128.8 cm²',
    ]);
  });

  it('knows one from many', () => {
    expect([plural(1, 'slice'), plural(0, 'slice'), plural(2, 'slice')]).toEqual([
      '1 slice',
      '0 slices',
      '2 slices',
    ]);
  });
});

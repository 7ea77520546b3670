import { gapAt, planRuns } from './plan';

const wantedIn = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n);

describe('planRuns', () => {
  it('walks from one support both ways to the last wanted slice', () => {
    expect(planRuns([4], wantedIn(2, 6))).toEqual([
      { support: 4, slices: [5, 6] },
      { support: 4, slices: [3, 2] },
    ]);
  });

  it('reaches a wanted slice between two supports from both of them', () => {
    expect(planRuns([9, 2], [6])).toEqual([
      { support: 2, slices: [3, 4, 5, 6] },
      { support: 9, slices: [8, 7, 6] },
    ]);
  });

  it('steps over empty slices, from both sides', () => {
    expect(planRuns([2, 7], wantedIn(3, 9), [5, 9])).toEqual([
      { support: 2, slices: [3, 4, 6] },
      { support: 7, slices: [8] },
      { support: 7, slices: [6, 4, 3] },
    ]);
    expect(planRuns([2], [3], [3])).toEqual([]);
  });

  it('leaves gaps alone in which nothing is wanted', () => {
    expect(planRuns([3, 6], [8])).toEqual([{ support: 6, slices: [7, 8] }]);
    expect(planRuns([3], [])).toEqual([]);
  });
});

it('knows the supports around a slice', () => {
  expect(gapAt(5, [9, 2, 4])).toEqual({ below: 4, above: 9 });
  expect(gapAt(1, [2])).toEqual({ below: null, above: 2 });
});

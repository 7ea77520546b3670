import { mergedRuns, runsByValue, runsOverlap, setRuns } from './maskRuns';

const plane = Uint8Array.from([0, 1, 1, 2, 0, 1, 2, 2]);

it('finds the runs of all labels in one pass', () => {
  const runs = runsByValue(plane);
  expect([...runs.keys()]).toEqual([1, 2]);
  expect(runs.get(1)).toEqual(Uint32Array.from([1, 3, 5, 6]));
  expect(runs.get(2)).toEqual(Uint32Array.from([3, 4, 6, 8]));
  const again = new Uint8Array(8);
  for (const [value, ends] of runs) setRuns(again, ends, value);
  expect(again).toEqual(plane);
});

it('joins what a label has in several planes of a slice', () => {
  const merged = mergedRuns([
    new Map([
      [1, Uint32Array.from([0, 2, 6, 7])],
      [2, Uint32Array.from([3, 4])],
    ]),
    new Map([[1, Uint32Array.from([1, 3, 4, 5, 7, 8])]]),
  ]);
  expect(merged.get(1)).toEqual(Uint32Array.from([0, 3, 4, 5, 6, 8]));
  expect(merged.get(2)).toEqual(Uint32Array.from([3, 4]));
});

it.each([
  [[0, 2], [2, 4], false],
  [[0, 3], [2, 4], true],
  [[0, 1, 5, 9], [1, 5, 8, 9], true],
  [[5, 9], [0, 1, 4, 5], false],
  [[], [0, 9], false],
])('%j and %j overlap: %s', (a, b, expected) => {
  expect(runsOverlap(Uint32Array.from(a), Uint32Array.from(b))).toBe(expected);
});

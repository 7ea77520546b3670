import { SegmentColours } from './SegmentColours';

jest.mock('@cornerstonejs/tools', () => ({
  CONSTANTS: {
    COLOR_LUT: [
      [0, 0, 0, 0],
      [221, 84, 84, 255],
      [77, 228, 121, 255],
    ],
  },
}));

/** Two viewports; what each shows, by segment index. */
function setUp() {
  const shown: Record<string, Record<number, number[]>> = { active: {}, beside: {} };
  const service = {
    getSegmentColor: (viewportId: string, _: string, index: number) => shown[viewportId][index],
  };
  const colours = new SegmentColours(
    () => service,
    () => Object.keys(shown),
  );
  return { shown, colours };
}

it('asks all viewports, the active one first', () => {
  const { shown, colours } = setUp();
  shown.beside[2] = [1, 2, 3, 255];
  expect(colours.of('seg', 2)).toEqual([1, 2, 3]);
  shown.active[2] = [4, 5, 6, 255];
  expect(colours.of('seg', 2)).toEqual([4, 5, 6]);
});

it('remembers what was shown while no viewport shows it, until it is to be forgotten', () => {
  const { shown, colours } = setUp();
  shown.active = { 1: [10, 20, 30, 255], 2: [40, 50, 60, 255] };
  for (const index of [1, 2]) colours.of('seg', index);
  shown.active = {};
  expect([1, 2].map((index) => colours.of('seg', index))).toEqual([
    [10, 20, 30],
    [40, 50, 60],
  ]);
  // Never shown, or not any more.
  expect(colours.of('other', 1)).toEqual([221, 84, 84]);
  colours.forget('seg');
  expect(colours.of('seg', 2)).toEqual([77, 228, 121]);
});

import { softPlane, SoftStore } from './SoftStore';

const COLUMNS = 5;
const ROWS = 4;
const name = (slice: number, token = 'run 1') => ({ segmentKey: 'seg#1', slice, token });

/** Rises over a box that is not in the middle. */
function plane(): Float32Array {
  const values = new Float32Array(COLUMNS * ROWS);
  [6, 7, 8, 11, 12].forEach((at, n) => (values[at] = (n + 1) / 5));
  return values;
}

it('gives back probabilities in 255 steps, where they were', () => {
  const store = new SoftStore();
  store.put(name(3), plane(), COLUMNS);
  const mask = store.get(name(3))!;
  expect(mask).toMatchObject({ left: 1, top: 1, width: 3 });
  const again = softPlane(mask, COLUMNS, ROWS);
  plane().forEach((value, at) => expect(Math.abs(again[at] - value)).toBeLessThanOrEqual(0.5 / 255));
  expect(store.get(name(2))).toBeNull();
  expect(store.patch(name(3))!.data).toEqual(Float32Array.of(0.2, 0.4, 0.6, 0.8, 1, 0));
});

it('knows only the newest run of a slice, and says nothing in the name of another', () => {
  const store = new SoftStore();
  store.put(name(3), plane(), COLUMNS);
  store.put(name(3, 'run 2'), plane(), COLUMNS);
  expect(store.get(name(3))).toBeNull();
  expect(store.get(name(3, 'run 2'))).not.toBeNull();
  store.put(name(3, 'run 3'), new Float32Array(COLUMNS * ROWS), COLUMNS);
  expect(store.get(name(3, 'run 3'))).toBeNull();
});

it('drops the oldest above its limit', () => {
  const store = new SoftStore(2 * 6 * 4);
  for (const slice of [1, 2, 3]) store.put(name(slice), plane(), COLUMNS);
  expect([1, 2, 3].map((slice) => store.get(name(slice)) !== null)).toEqual([false, true, true]);
});

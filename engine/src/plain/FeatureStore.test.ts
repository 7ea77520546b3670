import { FeatureStore } from './FeatureStore';
import type { Features } from './plainSupport';

/** Of 40 bytes. */
const features = (): Features => ({ data: new Float32Array(10), channels: 10, cells: 1 });
const slicesIn = (store: FeatureStore, volume = 0) =>
  Array.from({ length: 100 }, (_, slice) => slice).filter((slice) => store.has(volume, slice));

describe('FeatureStore', () => {
  it('stays within its bound and drops the slice farthest from the viewed one', () => {
    const store = new FeatureStore(5 * 40);
    store.focus({ viewed: 10 });
    for (const slice of [10, 11, 9, 14, 4, 8]) store.putAhead(0, slice, features());
    expect(slicesIn(store)).toEqual([8, 9, 10, 11, 14]);
    expect(store.bytes).toBe(200);
    store.focus({ viewed: 15 });
    store.putAhead(0, 15, features());
    expect(slicesIn(store)).toEqual([9, 10, 11, 14, 15]);
  });

  it('never drops a support or what has just come, and exceeds the bound rather', () => {
    const store = new FeatureStore(2 * 40);
    store.focus({ viewed: 50, supports: new Set([1, 2]) });
    for (const slice of [1, 2, 50, 3]) store.put(0, slice, features());
    expect(slicesIn(store)).toEqual([1, 2, 3]);
    expect(store.bytes).toBe(120);
    store.focus({ supports: new Set() });
    store.put(0, 49, features());
    expect(slicesIn(store)).toEqual([3, 49]);
  });

  it('keeps what walks have just used while something else can go', () => {
    const store = new FeatureStore(20 * 40);
    store.focus({ viewed: 0 });
    for (let slice = 0; slice < 20; slice++) store.putAhead(0, slice, features());
    for (const slice of [60, 61, 62]) store.put(0, slice, features());
    // Each time the farthest of what was not among the latest twelve.
    expect(slicesIn(store)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 60, 61, 62,
    ]);
    store.putAhead(0, 8, features());
    expect(store.has(0, 62)).toBe(false);
  });

  it('drops the longest unused where nobody looks at a slice', () => {
    const store = new FeatureStore(3 * 40);
    for (const slice of [1, 2, 3]) store.putAhead(0, slice, features());
    expect(store.get(0, 1)).toBeDefined();
    store.putAhead(0, 4, features());
    expect(slicesIn(store)).toEqual([1, 3, 4]);
  });

  it('admits what would stay and nothing else', () => {
    const store = new FeatureStore(3 * 40);
    store.focus({ viewed: 10 });
    expect(store.admits(90, 40)).toBe(true);
    expect(store.admits(90, 121)).toBe(false);
    for (const slice of [10, 11, 12]) store.putAhead(0, slice, features());
    expect([store.admits(9, 40), store.admits(8, 40), store.admits(13, 40)]).toEqual([true, false, false]);
    store.focus({ supports: new Set([12]) });
    expect(store.admits(9, 40)).toBe(false);
  });

  it('drops slices of volumes out of view first, the longest unused, supports and used ones among them', () => {
    const store = new FeatureStore(6 * 40);
    store.focus({ viewed: 5, supports: new Set([4]), volumes: new Set([0]) });
    for (const slice of [4, 5, 6]) store.put(0, slice, features());
    store.focus({ volumes: new Set([1]) });
    for (const slice of [4, 9]) store.put(1, slice, features());
    store.get(0, 4);
    expect([store.bytes, store.bytesInView]).toEqual([200, 80]);
    expect(store.admits(99, 4 * 40)).toBe(true);
    expect(store.admits(99, 6 * 40)).toBe(false);
    store.putAhead(1, 5, features());
    store.putAhead(1, 6, features());
    expect([slicesIn(store, 0), slicesIn(store, 1)]).toEqual([
      [4, 6],
      [4, 5, 6, 9],
    ]);
    for (const slice of [30, 31]) store.put(1, slice, features());
    expect([slicesIn(store, 0), slicesIn(store, 1)]).toEqual([[], [4, 5, 6, 9, 30, 31]]);
    store.putAhead(1, 7, features());
    expect(slicesIn(store, 1)).toEqual([4, 5, 6, 7, 9, 30]);
  });

  it('counts a slice that comes again once, volumes apart, and obeys a lower bound at once', () => {
    const store = new FeatureStore(10 * 40);
    for (const volume of [0, 0, 1]) store.put(volume, 5, features());
    store.put(1, 6, features());
    expect([store.slicesOf(0), store.slicesOf(1), store.bytes]).toEqual([[5], [5, 6], 120]);
    store.limit(40);
    expect(store.bytes).toBe(40);
    store.clear();
    expect([store.slicesOf(1), store.bytes]).toEqual([[], 0]);
  });
});

import type { SliceIterates } from '@few-shot-lms/engine';
import { IterateStore } from './IterateStore';

const iterates = (bytes: number): SliceIterates => ({
  frame: { cx: 0, cy: 0, sideX: 1, sideY: 1 },
  size: 1,
  planes: { u0: { low: 0, high: 1, data: new Uint8Array(bytes) } },
});

describe('IterateStore', () => {
  it('drops the oldest above its limit, and counts a slice that comes again once', () => {
    const store = new IterateStore(100);
    store.put('a', 1, iterates(40));
    store.put('a', 2, iterates(40));
    store.put('a', 1, iterates(50));
    expect(store.get('a', 2)).not.toBeNull();
    store.put('b', 1, iterates(30));
    expect(store.get('a', 2)).toBeNull();
    expect(store.get('a', 1)?.planes.u0.data).toHaveLength(50);
    expect(store.get('b', 1)).not.toBeNull();
  });

  it('forgets a slice that was done again without anything to show', () => {
    const store = new IterateStore(100);
    store.put('a', 1, iterates(40));
    store.put('a', 1, undefined);
    expect(store.get('a', 1)).toBeNull();
  });
});

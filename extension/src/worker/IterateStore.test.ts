import type { SliceIterates } from '@few-shot-lms/engine';
import { IterateStore } from './IterateStore';

const iterates = (bytes: number) => (): SliceIterates => ({
  frame: { cx: 0, cy: 0, sideX: 1, sideY: 1 },
  size: 1,
  planes: { u0: { low: 0, high: 1, data: new Uint8Array(bytes) } },
});

const name = (segmentKey: string, slice: number, token = 'run 1') => ({ segmentKey, slice, token });

function workOutAll(store: IterateStore): void {
  while (store.workOutOne());
}

describe('IterateStore', () => {
  it('drops the oldest above its limit, and counts a slice that comes again once', () => {
    const store = new IterateStore(100);
    store.put(name('a', 1), iterates(40));
    store.put(name('a', 2), iterates(40));
    workOutAll(store);
    store.put(name('a', 1), iterates(50));
    workOutAll(store);
    expect(store.get(name('a', 2))).not.toBeNull();
    store.put(name('b', 1), iterates(30));
    workOutAll(store);
    expect(store.get(name('a', 2))).toBeNull();
    expect(store.get(name('a', 1))?.planes.u0.data).toHaveLength(50);
    expect(store.get(name('b', 1))).not.toBeNull();
  });

  it('forgets a slice that was done again without anything to show', () => {
    const store = new IterateStore(100);
    store.put(name('a', 1), iterates(40));
    store.put(name('a', 1), undefined);
    expect(store.get(name('a', 1))).toBeNull();
    store.put(name('a', 2), iterates(40));
    workOutAll(store);
    store.put(name('a', 2), undefined);
    expect(store.get(name('a', 2))).toBeNull();
  });

  it('knows only the newest run of a slice, and says nothing in the name of another', () => {
    const store = new IterateStore();
    const [first, second] = [jest.fn(iterates(1)), jest.fn(iterates(2))];
    store.put(name('a', 1), first);
    store.put(name('a', 1, 'run 2'), second);
    for (const workOut of [() => undefined, () => workOutAll(store)]) {
      workOut();
      expect(store.get(name('a', 1))).toBeNull();
      expect(store.get(name('a', 1, 'run 2'))?.planes.u0.data).toHaveLength(2);
    }
    expect(first).not.toHaveBeenCalled();
  });

  it('works pictures out once, and not before somebody looks or there is time', () => {
    const store = new IterateStore();
    const pictures = jest.fn(iterates(1));
    store.put(name('a', 1), pictures);
    expect(pictures).not.toHaveBeenCalled();
    store.get(name('a', 1));
    store.get(name('a', 1));
    expect(store.workOutOne()).toBe(false);
    expect(pictures).toHaveBeenCalledTimes(1);
  });

  it('does not let the numbers of a long run pile up', () => {
    const store = new IterateStore();
    const pictures = jest.fn(iterates(1));
    for (let slice = 0; slice < 200; slice++) store.put(name('a', slice), pictures);
    expect(pictures.mock.calls.length).toBeGreaterThan(100);
    expect(store.get(name('a', 0))).not.toBeNull();
    expect(store.get(name('a', 199))).not.toBeNull();
  });
});

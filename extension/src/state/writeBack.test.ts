import { applyChange, mergedChange, writeSlice } from './writeBack';

const at = (value: number, layer = 0) => ({ layer, value });

describe('writing back', () => {
  it('sets free voxels, clears its own old ones and never touches another segment', () => {
    const plane = Uint8Array.from([0, 1, 1, 2, 0, 2]);
    const [change] = writeSlice([plane], [{ place: at(1), mask: Uint8Array.from([1, 1, 0, 1, 0, 0]) }]);
    expect([...plane]).toEqual([1, 1, 0, 2, 0, 2]);
    applyChange(plane, change, 'before');
    expect([...plane]).toEqual([0, 1, 1, 2, 0, 2]);
    applyChange(plane, change, 'after');
    expect([...plane]).toEqual([1, 1, 0, 2, 0, 2]);
  });

  it('hands voxels from one written segment to another whatever their order', () => {
    const writes = [
      { place: at(1), mask: Uint8Array.from([0, 1, 1, 0]) },
      { place: at(2), mask: Uint8Array.from([1, 0, 0, 1]) },
    ];
    for (const order of [writes, [...writes].reverse()]) {
      const plane = Uint8Array.from([1, 1, 2, 2]);
      writeSlice([plane], order);
      expect([...plane]).toEqual([2, 1, 1, 2]);
    }
  });

  it('leaves voxels that other layers hold', () => {
    const planes = [new Uint8Array(4), Uint8Array.from([0, 7, 0, 7])];
    const changes = writeSlice(planes, [{ place: at(3), mask: Uint8Array.from([1, 1, 1, 1]) }]);
    expect([...planes[0]]).toEqual([3, 0, 3, 0]);
    expect([...planes[1]]).toEqual([0, 7, 0, 7]);
    expect(changes).toHaveLength(1);
  });

  it('takes from other segments only what it is allowed to, in every layer', () => {
    const planes = [Uint8Array.from([2, 4, 0, 0]), Uint8Array.from([0, 0, 7, 8])];
    const allowed = [2, 7];
    const changes = writeSlice(planes, [{ place: at(3), mask: Uint8Array.from([1, 1, 1, 1]) }], ({ value }) =>
      allowed.includes(value),
    );
    expect(planes.map((plane) => [...plane])).toEqual([
      [3, 4, 3, 0],
      [0, 0, 0, 8],
    ]);
    changes.forEach((change) => applyChange(planes[change.layer], change, 'before'));
    expect(planes.map((plane) => [...plane])).toEqual([
      [2, 4, 0, 0],
      [0, 0, 7, 8],
    ]);
  });

  it('does not undo what somebody else has changed since', () => {
    const plane = new Uint8Array(3);
    const [change] = writeSlice([plane], [{ place: at(1), mask: Uint8Array.from([1, 1, 1]) }]);
    plane[1] = 2;
    plane[2] = 0;
    expect(applyChange(plane, change, 'before')).toBe(1);
    expect([...plane]).toEqual([0, 2, 0]);
  });

  it('takes two changes back as one', () => {
    const plane = Uint8Array.from([0, 1, 0, 2]);
    const [first] = writeSlice([plane], [{ place: at(1), mask: Uint8Array.from([1, 0, 1, 0]) }]);
    const [second] = writeSlice([plane], [{ place: at(1), mask: Uint8Array.from([0, 1, 1, 0]) }]);
    expect([...plane]).toEqual([0, 1, 1, 2]);
    const both = mergedChange(first, second);
    expect([...both.indices]).toEqual([2]);
    applyChange(plane, both, 'before');
    expect([...plane]).toEqual([0, 1, 0, 2]);
  });

  it('refuses a mask of another size', () => {
    expect(() => writeSlice([new Uint8Array(4)], [{ place: at(1), mask: new Uint8Array(5) }])).toThrow(
      RangeError,
    );
  });
});

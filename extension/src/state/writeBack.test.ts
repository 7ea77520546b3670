import { applyChange, sliceChange } from './writeBack';

describe('writing back', () => {
  it('sets free voxels, clears its own old ones and never touches another segment', () => {
    const plane = Uint8Array.from([0, 1, 1, 2, 0, 2]);
    const mask = Uint8Array.from([1, 1, 0, 1, 0, 0]);
    const change = sliceChange(plane, mask, { labelValue: 1 });
    expect(applyChange(plane, change, 'after')).toBe(2);
    expect([...plane]).toEqual([1, 1, 0, 2, 0, 2]);
    applyChange(plane, change, 'before');
    expect([...plane]).toEqual([0, 1, 1, 2, 0, 2]);
  });

  it('leaves voxels that other layers hold', () => {
    const plane = new Uint8Array(4);
    const change = sliceChange(plane, Uint8Array.from([1, 1, 1, 1]), {
      labelValue: 3,
      takenElsewhere: Uint8Array.from([0, 1, 0, 1]),
    });
    applyChange(plane, change, 'after');
    expect([...plane]).toEqual([3, 0, 3, 0]);
  });

  it('does not undo what somebody else has changed since', () => {
    const plane = new Uint8Array(3);
    const change = sliceChange(plane, Uint8Array.from([1, 1, 1]), { labelValue: 1 });
    applyChange(plane, change, 'after');
    plane[1] = 2;
    plane[2] = 0;
    expect(applyChange(plane, change, 'before')).toBe(1);
    expect([...plane]).toEqual([0, 2, 0]);
  });

  it('refuses a mask of another size', () => {
    expect(() => sliceChange(new Uint8Array(4), new Uint8Array(5), { labelValue: 1 })).toThrow(RangeError);
  });
});

import { VolumeBuilder } from './volume-builder';

describe('VolumeBuilder', () => {
  it('puts slices that come in any order into their place, in modality units', () => {
    const builder = new VolumeBuilder(2, 3);
    builder.set(2, Uint16Array.from([10, 20]), { slope: 2, intercept: -1000 });
    builder.set(0, Int16Array.from([1, 2]), { slope: 1, intercept: 0 });
    builder.set(1, Uint8Array.from([3, 4]), { slope: 1, intercept: 0 });
    expect(builder.build()).toEqual(Int16Array.from([1, 2, 3, 4, -980, -960]));
  });

  it('changes to floats for a fractional slope and keeps what it has', () => {
    const builder = new VolumeBuilder(2, 2);
    builder.set(0, Int16Array.from([1, -2]), { slope: 1, intercept: 0 });
    builder.set(1, Int16Array.from([1, 3]), { slope: 0.5, intercept: 0 });
    expect(builder.build()).toEqual(Float32Array.from([1, -2, 0.5, 1.5]));
  });

  it('does not wrap large unsigned values', () => {
    const builder = new VolumeBuilder(1, 1);
    builder.set(0, Uint16Array.from([65_535]), { slope: 1, intercept: 0 });
    expect(Array.from(builder.build())).toEqual([65_535]);
  });

  it('refuses a slice of another size', () => {
    expect(() => new VolumeBuilder(4, 1).set(0, [1, 2], { slope: 1, intercept: 0 })).toThrow(RangeError);
  });
});

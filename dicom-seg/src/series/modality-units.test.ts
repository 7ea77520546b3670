import { toModalityUnits } from './modality-units';

describe('toModalityUnits', () => {
  it('keeps whole numbers in 16 bits', () => {
    const units = toModalityUnits(Uint16Array.of(0, 1024, 4095), { slope: 1, intercept: -1024 });
    expect(units).toBeInstanceOf(Int16Array);
    expect(Array.from(units)).toEqual([-1024, 0, 3071]);
  });
  it.each([
    ['a fraction as slope', Uint16Array.of(3), 0.5, 0, [1.5]],
    ['a fraction as intercept', Uint16Array.of(3), 1, 0.25, [3.25]],
    ['values above 32767', Uint16Array.of(40000), 1, 0, [40000]],
    ['results out of range', Int16Array.of(-400), 100, 0, [-40000]],
    ['values that are fractions already', Float32Array.of(1.5), 1, 0, [1.5]],
  ])('changes to floats for %s', (_, stored, slope, intercept, expected) => {
    const units = toModalityUnits(stored, { slope, intercept });
    expect(units).toBeInstanceOf(Float32Array);
    expect(Array.from(units)).toEqual(expected);
  });
});

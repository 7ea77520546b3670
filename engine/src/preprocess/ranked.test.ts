import { percentiles } from './intensity';
import { ranked } from './ranked';

/** Small deterministic generator, so that a failure can be repeated. */
let state = 7;
const random = () => (state = (state * 1664525 + 1013904223) % 4294967296) / 4294967296;
const floats = (length: number, value: (n: number) => number) =>
  Float32Array.from({ length }, (_, n) => value(n));

const odd = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38, -3.4e38];
/** A NaN with the sign bit. */
const otherNaN = new Float32Array(Int32Array.of(-1, -4194304, 0, 1065353216, -1082130432).buffer);

describe('ranked', () => {
  it.each([
    ['a single value', Float32Array.of(-3.5)],
    ['two values', Float32Array.of(2, -1)],
    ['values of either sign', floats(300, () => 400 * random() - 200)],
    ['values of all magnitudes', floats(300, () => (random() - 0.5) * 10 ** (80 * random() - 40))],
    ['values that differ in the last bits only', floats(300, () => 1000 + random() / 100)],
    ['many that are the same', floats(300, () => Math.round(6 * random() - 3) / 4)],
    ['zeros of either sign, infinities, NaN', floats(300, () => odd[Math.floor(odd.length * random())])],
    ['a NaN of either sign', otherNaN],
    ['a part of a buffer', floats(100, () => random() - 0.5).subarray(13, 57)],
  ])('is what sorting gives: %s', (_, data) => {
    const sorted = data.slice().sort();
    const at = ranked(data);
    expect(sorted.every((value, rank) => Object.is(at(rank), value))).toBe(true);
    for (const p of [0, 0.5, 33.3, 50, 99.5, 100]) {
      const position = ((data.length - 1) * p) / 100;
      const i = Math.floor(position);
      const next = sorted[Math.min(i + 1, data.length - 1)];
      expect(percentiles(data, [p])).toEqual([sorted[i] + (next - sorted[i]) * (position - i)]);
    }
  });

  it('is the same for whole numbers, whatever holds them', () => {
    const values = Array.from({ length: 300 }, () => Math.floor(65536 * random()) - 32768);
    const whole = ranked(Int16Array.from(values));
    const float = ranked(Float32Array.from(values));
    const sorted = [...values].sort((a, b) => a - b);
    expect(sorted.map((_, rank) => whole(rank))).toEqual(sorted);
    expect(sorted.map((_, rank) => float(rank) + 0)).toEqual(sorted);
  });

  it('has nothing to say of no values', () => {
    expect(percentiles(new Float32Array(0), [0, 50])).toEqual([NaN, NaN]);
    expect(percentiles(new Int16Array(0), [0, 50])).toEqual([NaN, NaN]);
  });
});

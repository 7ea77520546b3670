import { decodeRle, encodeRle } from './rle';

/** Pseudo-random numbers below `limit`, the same every time. */
function* random(seed: number, limit: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield Math.floor((state / 2 ** 32) * limit);
  }
}

describe('RLE', () => {
  it('writes what the standard says (PS3.5 section G.3)', () => {
    // One row: five equal bytes, then three different ones.
    const encoded = encodeRle(Uint8Array.of(7, 7, 7, 7, 7, 1, 2, 3), 8);
    expect(Array.from(encoded.subarray(0, 8))).toEqual([1, 0, 0, 0, 64, 0, 0, 0]);
    expect(Array.from(encoded.subarray(64))).toEqual([252, 7, 2, 1, 2, 3]);
  });

  it('ends runs at the end of a row', () => {
    expect(Array.from(encodeRle(new Uint8Array(6), 3).subarray(64))).toEqual([254, 0, 254, 0]);
  });

  it('puts the high bytes first', () => {
    const encoded = encodeRle(Uint16Array.of(0x0102, 0x0304), 2);
    expect(Array.from(encoded.subarray(64))).toEqual([1, 1, 3, 0, 1, 2, 4, 0]);
  });

  it.each([1, 2, 5, 127, 128, 129, 300])('comes back, rows of %i pixels', (columns) => {
    for (const limit of [2, 3, 256]) {
      const next = random(columns, limit);
      const bytes = Uint8Array.from({ length: columns * 9 }, () => next.next().value);
      expect(Array.from(decodeRle(encodeRle(bytes, columns), bytes.length, 1))).toEqual(Array.from(bytes));
      const words = Uint16Array.from(bytes, (value, index) => value * 257 + (index % 3));
      const decoded = new Uint16Array(decodeRle(encodeRle(words, columns), words.length, 2).buffer);
      expect(Array.from(decoded)).toEqual(Array.from(words));
    }
  });

  it('refuses damaged data', () => {
    const good = encodeRle(
      Uint8Array.from({ length: 64 }, (_, index) => index),
      8,
    );
    expect(() => decodeRle(good.subarray(0, 80), 64, 1)).toThrow(/damaged/);
    expect(() => decodeRle(good.subarray(0, 10), 64, 1)).toThrow(/damaged/);
    expect(() => decodeRle(good, 64, 2)).toThrow(/damaged/);
    const wild = good.slice();
    wild[4] = 0xff;
    wild[5] = 0xff;
    expect(() => decodeRle(wild, 64, 1)).toThrow(/damaged/);
  });
});

import { BitPacker, unpackBits } from './bit-packing';

it('puts the first pixel in the lowest bit, and frames without a gap', () => {
  const packer = new BitPacker(10);
  // Two frames of five pixels, of labels 3 and 9 of one slice.
  packer.addSlice(
    Uint8Array.of(3, 9, 0, 9, 3),
    new Map([
      [3, 0],
      [9, 5],
    ]),
  );
  expect(Array.from(packer.build())).toEqual([0b01010001, 0b00000001]);
  expect(Array.from(unpackBits(packer.build(), 0, 5))).toEqual([1, 0, 0, 0, 1]);
  expect(Array.from(unpackBits(packer.build(), 5, 5))).toEqual([0, 1, 0, 1, 0]);
});

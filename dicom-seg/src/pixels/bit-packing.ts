/**
 * Pixels of one bit, eight to a byte, the first in the lowest bit (PS3.5 section 8.1.1). Frames follow each other
 * without a gap, so that a frame may begin in the middle of a byte.
 */
export class BitPacker {
  private readonly bytes: Uint8Array;
  private position = 0;

  /** @param pixels number of pixels of all frames together */
  constructor(pixels: number) {
    this.bytes = new Uint8Array(Math.ceil(pixels / 8));
  }

  /** Appends one frame: a pixel is set where the label has the given value. */
  append(labels: ArrayLike<number>, value: number): void {
    const { bytes } = this;
    let { position } = this;
    for (let index = 0; index < labels.length; index++, position++) {
      if (labels[index] === value) bytes[position >> 3] |= 1 << (position & 7);
    }
    this.position = position;
  }

  build(): Uint8Array {
    return this.bytes;
  }
}

/** The pixels of one frame as 0 and 1. @param from index of its first pixel among those of all frames */
export function unpackBits(packed: Uint8Array, from: number, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels);
  for (let index = 0; index < pixels; index++) {
    const position = from + index;
    out[index] = (packed[Math.floor(position / 8)] >> (position & 7)) & 1;
  }
  return out;
}

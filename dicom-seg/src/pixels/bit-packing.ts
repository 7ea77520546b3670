/**
 * Pixels of one bit, eight to a byte, the first in the lowest bit (PS3.5 section 8.1.1). Frames follow each other
 * without a gap, so that a frame may begin in the middle of a byte.
 */
export class BitPacker {
  private readonly bytes: Uint8Array;

  /** @param pixels number of pixels of all frames together */
  constructor(pixels: number) {
    this.bytes = new Uint8Array(Math.ceil(pixels / 8));
  }

  /**
   * Sets the pixels of all frames of one slice in one pass.
   *
   * @param labels the slice
   * @param frameStart for each label, the index of the first pixel of its frame among those of all frames
   */
  addSlice(labels: Uint8Array | Uint16Array, frameStart: ReadonlyMap<number, number>): void {
    const { bytes } = this;
    let label = 0;
    let start = 0;
    for (let index = 0; index < labels.length; index++) {
      const value = labels[index];
      if (value === 0) continue;
      if (value !== label) {
        label = value;
        start = frameStart.get(value)!;
      }
      // Not `>> 3`: there may be more than 2^31 pixels.
      const position = start + index;
      bytes[Math.floor(position / 8)] |= 1 << (position % 8);
    }
  }

  build(): Uint8Array {
    return this.bytes;
  }
}

/** The pixels of one frame as 0 and 1. @param from index of its first pixel among those of all frames */
export function unpackBits(packed: Uint8Array, from: number, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels);
  let byte = Math.floor(from / 8);
  // Index in the frame of the first pixel of that byte; negative if the frame begins within it.
  for (let first = -(from % 8); first < pixels; first += 8, byte++) {
    const bits = packed[byte];
    if (bits === 0) continue;
    for (let bit = 0; bit < 8; bit++) {
      if ((bits >> bit) & 1 && first + bit >= 0 && first + bit < pixels) out[first + bit] = 1;
    }
  }
  return out;
}

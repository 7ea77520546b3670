/**
 * RLE Lossless (PS3.5 annex G): a header of 64 bytes with the places of up to 15 segments, then one PackBits run of
 * bytes for each byte plane, most significant byte first; runs never cross from one image row to the next.
 */
const HEADER_BYTES = 64;
const MAX_RUN = 128;

/**
 * Encodes one frame.
 *
 * @param pixels rows × columns values, row by row
 * @param columns length of a row
 * @returns the header and the segments, of an even length
 */
export function encodeRle(pixels: Uint8Array | Uint16Array, columns: number): Uint8Array {
  const planes = pixels.BYTES_PER_ELEMENT;
  const segments = Array.from({ length: planes }, (_, plane) =>
    packBits(bytePlane(pixels, planes - 1 - plane), columns),
  );
  const total = segments.reduce((sum, segment) => sum + segment.length, HEADER_BYTES);
  const out = new Uint8Array(total);
  const header = new DataView(out.buffer);
  header.setUint32(0, planes, true);
  let offset = HEADER_BYTES;
  segments.forEach((segment, index) => {
    header.setUint32(4 + 4 * index, offset, true);
    out.set(segment, offset);
    offset += segment.length;
  });
  return out;
}

/** The given byte of every value, 0 being the least significant. */
function bytePlane(pixels: Uint8Array | Uint16Array, byte: number): Uint8Array {
  if (pixels instanceof Uint8Array) return pixels;
  return Uint8Array.from(pixels, (value) => (value >> (8 * byte)) & 0xff);
}

function packBits(bytes: Uint8Array, columns: number): Uint8Array {
  // A row of n bytes takes at most n + ceil(n / 128) bytes.
  const rows = columns > 0 ? bytes.length / columns : 0;
  const out = new Uint8Array(bytes.length + rows * Math.ceil(columns / MAX_RUN) + 1);
  let at = 0;
  for (let start = 0; start < bytes.length; start += columns) {
    const end = start + columns;
    let from = start;
    while (from < end) {
      const value = bytes[from];
      let to = from + 1;
      const last = Math.min(end, from + MAX_RUN);
      while (to < last && bytes[to] === value) to++;
      if (to - from > 1) {
        out[at++] = 257 - (to - from);
        out[at++] = value;
        from = to;
        continue;
      }
      // A literal run goes on until three equal bytes begin, which pay for a run of their own.
      while (to < last && !(to + 2 < end && bytes[to] === bytes[to + 1] && bytes[to] === bytes[to + 2])) to++;
      out[at++] = to - from - 1;
      out.set(bytes.subarray(from, to), at);
      at += to - from;
      from = to;
    }
  }
  if (at % 2) out[at++] = 0;
  return out.subarray(0, at);
}

/**
 * Decodes one frame.
 *
 * @param bytes the frame as it lies in the file
 * @param pixels number of values in the frame
 * @param bytesPerPixel 1, 2 or 4
 * @returns little-endian values, `pixels * bytesPerPixel` bytes
 * @throws Error if the data are damaged
 */
export function decodeRle(bytes: Uint8Array, pixels: number, bytesPerPixel: number): Uint8Array {
  const damaged = (): Error => new Error('it is damaged');
  if (bytes.length < HEADER_BYTES) throw damaged();
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const segments = header.getUint32(0, true);
  if (segments !== bytesPerPixel) throw damaged();
  // Two bytes make 128 at most: sizes that cannot be true must not reserve memory.
  if (pixels * bytesPerPixel > bytes.length * (MAX_RUN / 2)) throw damaged();
  const out = new Uint8Array(pixels * bytesPerPixel);
  for (let segment = 0; segment < segments; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? header.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start < HEADER_BYTES || end > bytes.length || start > end) throw damaged();
    const complete = unpackBits(bytes.subarray(start, end), out, bytesPerPixel - 1 - segment, bytesPerPixel);
    if (!complete) throw damaged();
  }
  return out;
}

/** Fills out[first], out[first + step], …; false if the run ends before they are full. */
function unpackBits(run: Uint8Array, out: Uint8Array, first: number, step: number): boolean {
  let to = first;
  let from = 0;
  while (from < run.length && to < out.length) {
    const control = run[from++];
    if (control < 128) {
      for (let count = control + 1; count > 0 && from < run.length && to < out.length; count--, to += step) {
        out[to] = run[from++];
      }
    } else if (control > 128 && from < run.length) {
      const value = run[from++];
      for (let count = 257 - control; count > 0 && to < out.length; count--, to += step) out[to] = value;
    }
  }
  return to >= out.length;
}

import { Inflate } from 'pako';

/**
 * One frame of the transfer syntax Deflated Image Frame Compression (PS3.5 section A.4.14): a deflate stream without a
 * header, perhaps with a byte of padding behind it.
 *
 * @param size number of bytes that the frame has
 * @returns exactly so many bytes
 * @throws Error if the stream is damaged or gives more or less
 */
export function inflateFrame(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let used = 0;
  const inflate = new Inflate({ raw: true, chunkSize: 1 << 16 });
  inflate.onData = (chunk) => {
    // Stops a stream that would fill the memory.
    if (used + chunk.length > size) throw new Error('it is longer than the frame');
    out.set(chunk, used);
    used += chunk.length;
  };
  if (!inflate.push(bytes, true) || inflate.err !== 0) throw new Error('it is damaged');
  if (used !== size) throw new Error('it is cut off');
  return out;
}

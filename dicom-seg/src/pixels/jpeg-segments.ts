const START_OF_IMAGE = 0xffd8;
const END_OF_IMAGE = 0xffd9;

/** A marker segment of a JPEG or JPEG-LS stream. */
export interface JpegSegment {
  /** Both bytes, as in T.81 table B.1. */
  readonly marker: number;
  /** What follows its length. */
  readonly body: DataView;
  /** Index of the byte after it: behind a start of scan the entropy-coded data begin there. */
  readonly end: number;
}

/**
 * The marker segments from the beginning of the stream to its first scan, one after another (T.81 B.1.1). Whoever has met a
 * start of scan stops there.
 *
 * @throws Error if the stream is damaged, or ends before a scan
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment, never> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number => {
    if (at + 2 > bytes.length) throw new Error('it is cut off');
    return view.getUint16(at);
  };
  if (word(0) !== START_OF_IMAGE) throw new Error('it does not begin as a JPEG');
  for (let at = 2; ;) {
    // Any number of bytes 0xFF may stand before a marker.
    while (word(at) === 0xffff) at++;
    const marker = word(at);
    if (marker < 0xff00) throw new Error('a marker is missing');
    if (marker === END_OF_IMAGE) throw new Error('it has no image');
    const length = word(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw new Error('it is cut off');
    yield { marker, body: new DataView(view.buffer, view.byteOffset + at + 4, length - 2), end };
    at = end;
  }
}

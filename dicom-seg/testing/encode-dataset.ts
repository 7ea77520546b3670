/**
 * A small DICOM encoder for test fixtures, independent of the library that the product reads and writes with, so that
 * an error there cannot cancel itself out.
 */

/** Value of an element: text (several joined by backslash), numbers for US/SS/UL/FD, bytes, or items of a sequence. */
export type ElementValue = string | number | readonly number[] | Uint8Array | readonly Elements[];

/** [tag as 'ggggeeee', VR, value] */
export type Element = readonly [string, string, ElementValue];
export type Elements = readonly Element[];

export interface Encoding {
  readonly implicit: boolean;
  readonly littleEndian: boolean;
}

const LONG_VRS = new Set(['OB', 'OW', 'SQ', 'UN', 'UT', 'UC', 'UR']);
const NUMBER_BYTES: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 4 };

/** Encodes elements in the order of their tags. */
export function encodeDataset(elements: Elements, encoding: Encoding): Uint8Array {
  const sorted = [...elements].sort(([a], [b]) => (a < b ? -1 : 1));
  return concat(sorted.map((element) => encodeElement(element, encoding)));
}

function encodeElement([tag, vr, value]: Element, encoding: Encoding): Uint8Array {
  const content = even(encodeValue(vr, value, encoding), vr);
  const long = encoding.implicit || LONG_VRS.has(vr);
  const header = new DataView(new ArrayBuffer(encoding.implicit || !long ? 8 : 12));
  header.setUint16(0, parseInt(tag.slice(0, 4), 16), encoding.littleEndian);
  header.setUint16(2, parseInt(tag.slice(4), 16), encoding.littleEndian);
  if (encoding.implicit) {
    header.setUint32(4, content.length, encoding.littleEndian);
  } else {
    header.setUint8(4, vr.charCodeAt(0));
    header.setUint8(5, vr.charCodeAt(1));
    if (long) header.setUint32(8, content.length, encoding.littleEndian);
    else header.setUint16(6, content.length, encoding.littleEndian);
  }
  return concat([new Uint8Array(header.buffer), content]);
}

function encodeValue(vr: string, value: ElementValue, encoding: Encoding): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (vr === 'SQ') {
    return concat(
      (value as readonly Elements[]).map((item) => {
        const content = encodeDataset(item, encoding);
        const header = new DataView(new ArrayBuffer(8));
        header.setUint16(0, 0xfffe, encoding.littleEndian);
        header.setUint16(2, 0xe000, encoding.littleEndian);
        header.setUint32(4, content.length, encoding.littleEndian);
        return concat([new Uint8Array(header.buffer), content]);
      }),
    );
  }
  const numbers = typeof value === 'number' ? [value] : (value as readonly number[]);
  const width = NUMBER_BYTES[vr];
  if (!width) throw new RangeError(`no encoding of numbers as ${vr}`);
  const view = new DataView(new ArrayBuffer(width * numbers.length));
  numbers.forEach((number, index) => {
    const at = width * index;
    if (vr === 'US') view.setUint16(at, number, encoding.littleEndian);
    else if (vr === 'SS') view.setInt16(at, number, encoding.littleEndian);
    else if (vr === 'UL') view.setUint32(at, number, encoding.littleEndian);
    else if (vr === 'SL') view.setInt32(at, number, encoding.littleEndian);
    else if (vr === 'FL') view.setFloat32(at, number, encoding.littleEndian);
    else view.setFloat64(at, number, encoding.littleEndian);
  });
  return new Uint8Array(view.buffer);
}

function even(bytes: Uint8Array, vr: string): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const pad = vr === 'UI' || vr === 'OB' || vr === 'UN' ? 0 : 0x20;
  return concat([bytes, Uint8Array.of(pad)]);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

const EXPLICIT: Encoding = { implicit: false, littleEndian: true };

/** A Part 10 file: preamble, meta information, dataset, and pixel data at its end. */
export function encodeFile(options: {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntax: string;
  elements: Elements;
  /** Complete pixel data element, already encoded. */
  pixelDataElement: Uint8Array;
}): Uint8Array {
  const meta = encodeDataset(
    [
      ['00020001', 'OB', Uint8Array.of(0, 1)],
      ['00020002', 'UI', options.sopClassUid],
      ['00020003', 'UI', options.sopInstanceUid],
      ['00020010', 'UI', options.transferSyntax],
      ['00020012', 'UI', '1.2.826.0.1.3680043.8.498.1'],
    ],
    EXPLICIT,
  );
  const encoding = encodingOf(options.transferSyntax);
  return concat([
    new Uint8Array(128),
    new TextEncoder().encode('DICM'),
    encodeDataset([['00020000', 'UL', meta.length]], EXPLICIT),
    meta,
    encodeDataset(options.elements, encoding),
    options.pixelDataElement,
  ]);
}

export function encodingOf(transferSyntax: string): Encoding {
  return {
    implicit: transferSyntax === '1.2.840.10008.1.2',
    littleEndian: transferSyntax !== '1.2.840.10008.1.2.2',
  };
}

/** Pixel data of frames that are compressed already: empty offset table, one fragment a frame. */
export function encapsulatedPixelData(frames: readonly Uint8Array[]): Uint8Array {
  const item = (element: number, bytes: Uint8Array): Uint8Array => {
    const header = new DataView(new ArrayBuffer(8));
    header.setUint16(0, 0xfffe, true);
    header.setUint16(2, element, true);
    header.setUint32(4, bytes.length, true);
    return concat([new Uint8Array(header.buffer), bytes]);
  };
  const none = new Uint8Array(0);
  return concat([
    Uint8Array.of(0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff),
    item(0xe000, none),
    ...frames.map((frame) => item(0xe000, even(frame, 'OB'))),
    item(0xe0dd, none),
  ]);
}

/** A frame of 16-bit or 8-bit words as DICOM RLE of literal runs only: plain, and independent of our encoder. */
export function literalRleFrame(words: readonly number[], bytesPerWord: 1 | 2): Uint8Array {
  const planes = Array.from({ length: bytesPerWord }, (_, plane) => {
    const bytes = words.map((word) => (word >> (8 * (bytesPerWord - 1 - plane))) & 0xff);
    const parts: Uint8Array[] = [];
    for (let start = 0; start < bytes.length; start += 128) {
      const run = bytes.slice(start, start + 128);
      parts.push(Uint8Array.of(run.length - 1, ...run));
    }
    return even(concat(parts), 'OB');
  });
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, bytesPerWord, true);
  let offset = 64;
  planes.forEach((plane, index) => {
    header.setUint32(4 + 4 * index, offset, true);
    offset += plane.length;
  });
  return concat([new Uint8Array(header.buffer), ...planes]);
}

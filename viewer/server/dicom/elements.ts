import type { ByteSource } from './byteSource';

/** How a data set's elements are written. */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/** Where one data element lies in its file; offsets in bytes from the start of the source. */
export interface ElementSpan {
  /** Eight upper-case hexadecimal digits. */
  readonly tag: string;
  /** Two letters, or '' where the encoding does not carry the value representation. */
  readonly vr: string;
  readonly start: number;
  readonly valueOffset: number;
  /** Bytes of the value; for an undefined length those up to and without the delimiter. */
  readonly valueLength: number;
  readonly undefinedLength: boolean;
  readonly end: number;
}

/** The bytes are not a data set, or end before it does. */
export class BrokenDataSet extends Error {
  override readonly name = 'BrokenDataSet';
}

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 'FFFEE000';
const ITEM_DELIMITER = 'FFFEE00D';
const SEQUENCE_DELIMITER = 'FFFEE0DD';
export const PIXEL_DATA = '7FE00010';

/** VRs whose length field has four bytes in explicit encodings. */
const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

interface ElementHead {
  readonly tag: string;
  readonly vr: string;
  readonly length: number;
  readonly valueOffset: number;
}

/**
 * Finds the top-level elements of a data set without reading values that need not be read (PS3.5 chapter 7).
 *
 * @param until stops before the first element with this tag or a higher one
 * @throws BrokenDataSet where a value reaches beyond the source or the bytes are no data set
 */
export function scanElements(
  source: ByteSource,
  start: number,
  encoding: Encoding,
  until?: string,
): ElementSpan[] {
  const spans: ElementSpan[] = [];
  let offset = start;
  let pixelDataSeen = false;
  while (offset + 8 <= source.size) {
    const tag = readTag(source.read(offset, 4), encoding.littleEndian);
    if (until !== undefined && tag >= until) break;
    // Some writers pad the file behind the pixel data with zeros or worse; a valid element there has a higher tag.
    if (pixelDataSeen && tag <= PIXEL_DATA) break;
    const span = spanOf(source, offset, readHead(source, offset, encoding), encoding);
    spans.push(span);
    pixelDataSeen ||= span.tag === PIXEL_DATA;
    offset = span.end;
  }
  if (!pixelDataSeen && until === undefined && offset < source.size)
    throw new BrokenDataSet('the data set ends within an element');
  return spans;
}

/** One fragment of encapsulated pixel data; the first is the basic offset table. */
export interface Fragment {
  readonly offset: number;
  readonly length: number;
}

/** Lists the items of encapsulated pixel data (PS3.5 A.4). */
export function scanFragments(source: ByteSource, valueOffset: number, valueEnd: number): Fragment[] {
  const fragments: Fragment[] = [];
  let offset = valueOffset;
  while (offset + 8 <= valueEnd) {
    const head = readItemHead(source, offset, true);
    if (head.tag !== ITEM || head.length === UNDEFINED_LENGTH)
      throw new BrokenDataSet('the encapsulated pixel data is damaged');
    fragments.push({ offset: head.valueOffset, length: head.length });
    offset = head.valueOffset + head.length;
  }
  return fragments;
}

function readTag(bytes: Buffer, littleEndian: boolean): string {
  const group = littleEndian ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0);
  const element = littleEndian ? bytes.readUInt16LE(2) : bytes.readUInt16BE(2);
  return hex4(group) + hex4(element);
}

const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');

/** Items and delimiters carry a tag and a length only, whatever the encoding. */
function readItemHead(source: ByteSource, offset: number, littleEndian: boolean): ElementHead {
  const bytes = source.read(offset, 8);
  if (bytes.length < 8) throw new BrokenDataSet('a sequence is not closed');
  const length = littleEndian ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
  return { tag: readTag(bytes, littleEndian), vr: '', length, valueOffset: offset + 8 };
}

function readHead(source: ByteSource, offset: number, encoding: Encoding): ElementHead {
  const bytes = source.read(offset, 12);
  if (bytes.length < 8) throw new BrokenDataSet('the data set ends within an element');
  const { littleEndian } = encoding;
  const u32 = (at: number): number => {
    if (bytes.length < at + 4) throw new BrokenDataSet('the data set ends within an element');
    return littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  };
  const tag = readTag(bytes, littleEndian);
  if (!encoding.explicit || tag.startsWith('FFFE'))
    return { tag, vr: '', length: u32(4), valueOffset: offset + 8 };
  const vr = bytes.toString('latin1', 4, 6);
  if (!/^[A-Z]{2}$/.test(vr)) throw new BrokenDataSet(`element ${tag} has no valid value representation`);
  if (LONG_VRS.has(vr)) return { tag, vr, length: u32(8), valueOffset: offset + 12 };
  return {
    tag,
    vr,
    length: littleEndian ? bytes.readUInt16LE(6) : bytes.readUInt16BE(6),
    valueOffset: offset + 8,
  };
}

function spanOf(source: ByteSource, start: number, head: ElementHead, encoding: Encoding): ElementSpan {
  const { tag, vr, valueOffset } = head;
  if (head.length !== UNDEFINED_LENGTH) {
    const end = valueOffset + head.length;
    if (end > source.size)
      throw new BrokenDataSet(`the file ends within element ${tag}: ${end - source.size} bytes are missing`);
    return { tag, vr, start, valueOffset, valueLength: head.length, undefinedLength: false, end };
  }
  // An undefined length with VR UN means a sequence in implicit little endian (PS3.5 6.2.2 note on CP-246).
  const inner = vr === 'UN' ? { explicit: false, littleEndian: true } : encoding;
  const valueEnd = endOfItems(source, valueOffset, inner, tag === PIXEL_DATA);
  // Encapsulated pixel data at the very end of a file is at times not closed; then value and element end together.
  const end = Math.min(valueEnd + 8, source.size);
  return { tag, vr, start, valueOffset, valueLength: valueEnd - valueOffset, undefinedLength: true, end };
}

/** Offset of the delimiter that closes a sequence of items. */
function endOfItems(source: ByteSource, start: number, encoding: Encoding, pixelData: boolean): number {
  let offset = start;
  for (;;) {
    if (pixelData && offset === source.size) return offset;
    const item = readItemHead(source, offset, encoding.littleEndian);
    if (item.tag === SEQUENCE_DELIMITER) return offset;
    if (item.tag !== ITEM) throw new BrokenDataSet(`a sequence holds ${item.tag} where an item is due`);
    if (item.length === UNDEFINED_LENGTH) {
      offset = endOfItem(source, item.valueOffset, encoding);
    } else {
      offset = item.valueOffset + item.length;
      if (offset > source.size)
        throw new BrokenDataSet(`the file ends within a sequence: ${offset - source.size} bytes are missing`);
    }
  }
}

/** Offset behind the delimiter of an item of undefined length. */
function endOfItem(source: ByteSource, start: number, encoding: Encoding): number {
  let offset = start;
  for (;;) {
    const head = readHead(source, offset, encoding);
    if (head.tag === ITEM_DELIMITER) return head.valueOffset;
    offset = spanOf(source, offset, head, encoding).end;
  }
}

import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import dcmjs, { type TagDictionary } from 'dcmjs';
import { decodeText } from '@few-shot-lms/dicom-seg/text';
import { BufferSource, FileSource, type ByteSource } from './byteSource';
import { toDicomJson, type DicomJson, type ParsedDataSet } from './dicomJson';
import { BrokenDataSet, PIXEL_DATA, scanElements, type ElementSpan, type Encoding } from './elements';

// It reports every odd value of every file; what matters is reported by the store.
dcmjs.log.setLevel('silent');
dcmjs.log.getLogger('validation.dcmjs').setLevel('silent');

/** The header of a DICOM Part 10 file: everything but pixel data and other large binary values. */
export interface DicomHeader {
  readonly transferSyntax: string;
  /** From the file meta information: what the data set itself may lack. */
  readonly meta: DicomJson;
  readonly dataSet: DicomJson;
  /** Where the pixel data lies; offsets refer to the inflated data set when `deflated`. */
  readonly pixelData?: ElementSpan;
  /** Binary values that are too large for the header. */
  readonly bulk: readonly ElementSpan[];
  readonly deflated: boolean;
  readonly littleEndian: boolean;
}

/** The file is no DICOM Part 10 file; the message completes "the file …". */
export class NotDicom extends Error {
  override readonly name = 'NotDicom';
}

const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const CHARACTER_SET = '00080005';
const PIXEL_REPRESENTATION = '00280103';

const PREAMBLE = 128;
const META_ENCODING: Encoding = { explicit: true, littleEndian: true };
const BULK_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN', '']);
const PIXEL_DATA_TAGS = new Set([PIXEL_DATA, '7FE00008', '7FE00009', '7FE00001', '7FE00002']);
/** Larger binary values are served by their own address and never kept in memory. */
const BULK_BYTES = 32 * 1024;

/**
 * Reads the header of a Part 10 file.
 *
 * @throws NotDicom when it is something else
 * @throws BrokenDataSet when it is cut off or damaged
 */
export function readHeader(path: string): DicomHeader {
  const file = new FileSource(path);
  try {
    if (file.read(PREAMBLE, 4).toString('latin1') !== 'DICM')
      throw new NotDicom('is not a DICOM Part 10 file');
    return parse(file, path);
  } finally {
    file.close();
  }
}

/** The bytes that the offsets of a header refer to. The caller closes it. */
export function openDataSet(path: string, deflated: boolean): ByteSource & { close(): void } {
  const file = new FileSource(path);
  if (!deflated) return file;
  try {
    const source = inflated(path, endOfMeta(scanMeta(file)));
    return Object.assign(source, { close: () => file.close() });
  } catch (error) {
    file.close();
    throw error;
  }
}

function parse(file: ByteSource, path: string): DicomHeader {
  const metaSpans = scanMeta(file);
  const meta = decode(file, metaSpans, EXPLICIT_LITTLE_ENDIAN);
  const transferSyntax = String(meta['00020010']?.Value?.[0] ?? '');
  if (transferSyntax === '') throw new NotDicom('does not name its transfer syntax');
  const deflated = transferSyntax === DEFLATED;
  const start = endOfMeta(metaSpans);
  const source = deflated ? inflated(path, start) : file;
  const encoding: Encoding = {
    explicit: transferSyntax !== IMPLICIT_LITTLE_ENDIAN,
    littleEndian: transferSyntax !== EXPLICIT_BIG_ENDIAN,
  };
  const spans = scanElements(source, deflated ? 0 : start, encoding);
  const bulk = spans.filter((span) => !PIXEL_DATA_TAGS.has(span.tag) && isBulk(span));
  const header = spans.filter((span) => !PIXEL_DATA_TAGS.has(span.tag) && !isBulk(span));
  return {
    transferSyntax,
    meta,
    dataSet: decode(source, header, encodingSyntax(encoding)),
    pixelData: spans.find((span) => span.tag === PIXEL_DATA),
    bulk,
    deflated,
    littleEndian: encoding.littleEndian,
  };
}

function scanMeta(file: ByteSource): ElementSpan[] {
  return scanElements(file, PREAMBLE + 4, META_ENCODING, '00030000');
}

function endOfMeta(spans: readonly ElementSpan[]): number {
  return spans.length > 0 ? spans[spans.length - 1].end : PREAMBLE + 4;
}

function inflated(path: string, start: number): BufferSource {
  try {
    return new BufferSource(inflateRawSync(readFileSync(path).subarray(start)));
  } catch (error) {
    throw new BrokenDataSet(`the deflated data set cannot be read (${(error as Error).message})`);
  }
}

function isBulk(span: ElementSpan): boolean {
  return BULK_VRS.has(span.vr) && !span.undefinedLength && span.valueLength > BULK_BYTES;
}

function encodingSyntax(encoding: Encoding): string {
  if (!encoding.explicit) return IMPLICIT_LITTLE_ENDIAN;
  return encoding.littleEndian ? EXPLICIT_LITTLE_ENDIAN : EXPLICIT_BIG_ENDIAN;
}

/**
 * Decodes the elements with dcmjs, which wants a whole file: they are put behind a minimal file meta information.
 * dcmjs gives up at the first value that it cannot read; that one is left out and the rest is decoded.
 */
function decode(source: ByteSource, spans: readonly ElementSpan[], syntax: string): DicomJson {
  const characterSet = spans.filter((span) => span.tag === CHARACTER_SET);
  const dict: TagDictionary = {};
  let remaining = spans;
  while (remaining.length > 0) {
    const part = remaining[0].tag > CHARACTER_SET ? [...characterSet, ...remaining] : remaining;
    Object.assign(dict, parseElements(source, part, syntax));
    const unread = remaining.findIndex((span) => !(span.tag in dict));
    remaining = unread < 0 ? [] : remaining.slice(unread + 1);
  }
  decodeText(dict);
  return toDicomJson(syntax === IMPLICIT_LITTLE_ENDIAN ? withSignedValues(dict) : dict);
}

/**
 * Implicit encodings leave open whether some values are signed like the pixels (PS3.5 6.2, "US or SS"); dcmjs takes all
 * of them for unsigned.
 */
function withSignedValues(dict: ParsedDataSet): ParsedDataSet {
  const representation = dict[PIXEL_REPRESENTATION]?.Value;
  if (!Array.isArray(representation) || representation[0] !== 1) return dict;
  const { dictionary } = dcmjs.data.DicomMetaDictionary;
  const signed: ParsedDataSet = { ...dict };
  for (const [tag, { Value }] of Object.entries(dict)) {
    if (dictionary[`(${tag.slice(0, 4)},${tag.slice(4)})`]?.vr !== 'xs' || !Array.isArray(Value)) continue;
    signed[tag] = { vr: 'SS', Value: Value.map((value: unknown) => (Number(value) << 16) >> 16) };
  }
  return signed;
}

function parseElements(source: ByteSource, spans: readonly ElementSpan[], syntax: string): TagDictionary {
  const chunks = spans.map((span) => Buffer.from(source.read(span.start, span.end - span.start)));
  const file = Buffer.concat([minimalMeta(syntax), ...chunks]);
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer;
  return dcmjs.data.DicomMessage.readFile(bytes, { ignoreErrors: true }).dict;
}

function minimalMeta(syntax: string): Buffer {
  const uid = Buffer.from(syntax.length % 2 === 0 ? syntax : `${syntax}\0`, 'latin1');
  const meta = Buffer.alloc(PREAMBLE + 4 + 12 + 8 + uid.length);
  meta.write('DICM', PREAMBLE, 'latin1');
  writeShortHead(meta, PREAMBLE + 4, 0x0000, 'UL', 4);
  meta.writeUInt32LE(8 + uid.length, PREAMBLE + 12);
  writeShortHead(meta, PREAMBLE + 16, 0x0010, 'UI', uid.length);
  uid.copy(meta, PREAMBLE + 24);
  return meta;
}

/** Head of an element of group 0002 with a two-byte length. */
function writeShortHead(bytes: Buffer, at: number, element: number, vr: string, length: number): void {
  bytes.writeUInt16LE(0x0002, at);
  bytes.writeUInt16LE(element, at + 2);
  bytes.write(vr, at + 4, 'latin1');
  bytes.writeUInt16LE(length, at + 6);
}

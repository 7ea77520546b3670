import { deflateRawSync } from 'node:zlib';

export type TestSyntax = 'implicit' | 'explicit' | 'deflated' | 'big endian' | 'rle';

export const SYNTAX_UID: Readonly<Record<TestSyntax, string>> = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  'big endian': '1.2.840.10008.1.2.2',
  rle: '1.2.840.10008.1.2.5',
};

/** Tag, VR and value: text, numbers (16 bit), bytes as they are, nested items, or fragments of pixel data. */
export type TestElement = readonly [
  tag: string,
  vr: string,
  value: string | number | Buffer | TestElement[][] | { fragments: Buffer[] },
];

const LONG_VRS = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);

/** Writes a DICOM Part 10 file by hand, so that the tests do not read what the library under test wrote. */
export function part10(elements: readonly TestElement[], syntax: TestSyntax = 'explicit'): Buffer {
  const meta = Buffer.concat([
    element(['00020001', 'OB', Buffer.from([0, 1])], 'explicit'),
    element(['00020010', 'UI', SYNTAX_UID[syntax]], 'explicit'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const groupLength = element(['00020000', 'UL', length], 'explicit');
  const sorted = [...elements].sort(([a], [b]) => (a < b ? -1 : 1));
  const dataSet = Buffer.concat(sorted.map((item) => element(item, syntax)));
  const body = syntax === 'deflated' ? deflateRawSync(dataSet) : dataSet;
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), groupLength, meta, body]);
}

/** An image with the given identifiers; `more` replaces or adds elements, `undefined` values take them away. */
export function image(
  uids: { study?: string; series?: string; instance?: string },
  pixels: Buffer | { fragments: Buffer[] },
  { syntax = 'explicit', more = [] }: { syntax?: TestSyntax; more?: readonly TestElement[] } = {},
): Buffer {
  const elements = new Map<string, TestElement>();
  const add = (item: TestElement): void => void elements.set(item[0], item);
  add(['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.4']);
  if (uids.instance) add(['00080018', 'UI', uids.instance]);
  add(['00080020', 'DA', '20240131']);
  add(['00080060', 'CS', 'MR']);
  add(['00100010', 'PN', 'Doe^Jane']);
  add(['00100020', 'LO', 'P1']);
  if (uids.study) add(['0020000D', 'UI', uids.study]);
  if (uids.series) add(['0020000E', 'UI', uids.series]);
  add(['00200013', 'IS', '1']);
  add(['00280002', 'US', 1]);
  add(['00280010', 'US', 2]);
  add(['00280011', 'US', 3]);
  add(['00280100', 'US', 16]);
  add(['00280103', 'US', 1]);
  add(['7FE00010', Buffer.isBuffer(pixels) ? 'OW' : 'OB', pixels]);
  for (const item of more) add(item);
  return part10([...elements.values()], syntax);
}

function element([tag, vr, value]: TestElement, syntax: TestSyntax): Buffer {
  const bigEndian = syntax === 'big endian';
  const bytes = valueBytes(value, syntax);
  const undefinedLength = typeof value === 'object' && !Buffer.isBuffer(value);
  const long = LONG_VRS.has(vr);
  const implicit = syntax === 'implicit';
  const head = Buffer.alloc(implicit || !long ? 8 : 12);
  const group = parseInt(tag.slice(0, 4), 16);
  const number = parseInt(tag.slice(4), 16);
  const u16 = (n: number, at: number): number =>
    bigEndian ? head.writeUInt16BE(n, at) : head.writeUInt16LE(n, at);
  const u32 = (n: number, at: number): number =>
    bigEndian ? head.writeUInt32BE(n, at) : head.writeUInt32LE(n, at);
  const length = undefinedLength ? 0xffffffff : bytes.length;
  u16(group, 0);
  u16(number, 2);
  if (!implicit) head.write(vr, 4, 'latin1');
  if (implicit) u32(length, 4);
  else if (long) u32(length, 8);
  else u16(length, 6);
  return Buffer.concat([head, bytes]);
}

function valueBytes(value: TestElement[2], syntax: TestSyntax): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(2);
    if (syntax === 'big endian') bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  }
  if (typeof value === 'string') return Buffer.from(value.length % 2 === 0 ? value : `${value} `, 'latin1');
  const close = delimiter(0xe0dd, 0, syntax);
  if (Array.isArray(value)) {
    const items = value.map((content) =>
      Buffer.concat([
        delimiter(0xe000, 0xffffffff, syntax),
        ...content.map((item) => element(item, syntax)),
        delimiter(0xe00d, 0, syntax),
      ]),
    );
    return Buffer.concat([...items, close]);
  }
  const fragments = [Buffer.alloc(0), ...value.fragments].map((bytes) =>
    Buffer.concat([delimiter(0xe000, bytes.length, syntax), bytes]),
  );
  return Buffer.concat([...fragments, close]);
}

function delimiter(number: number, length: number, syntax: TestSyntax): Buffer {
  const bytes = Buffer.alloc(8);
  const bigEndian = syntax === 'big endian';
  if (bigEndian) {
    bytes.writeUInt16BE(0xfffe, 0);
    bytes.writeUInt16BE(number, 2);
    bytes.writeUInt32BE(length, 4);
  } else {
    bytes.writeUInt16LE(0xfffe, 0);
    bytes.writeUInt16LE(number, 2);
    bytes.writeUInt32LE(length, 4);
  }
  return bytes;
}

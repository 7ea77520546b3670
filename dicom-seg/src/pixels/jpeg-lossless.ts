import { jpegSegments } from './jpeg-segments';

/**
 * JPEG lossless (ITU-T T.81 annex H, process 14) for one component of 2 to 16 bits: what DICOM calls JPEG Lossless,
 * with any of the seven predictors. Written here because the library for it in JavaScript (jpeg-lossless-decoder-js 2.1.2, also in
 * OHIF) decodes predictor 7 wrongly where two neighbours add up to more than 16 bits, without an error.
 */
interface FrameHeader {
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
}

interface ScanHeader {
  readonly huffmanTable: number;
  readonly predictor: number;
  readonly pointTransform: number;
}

/** For each code length (index) the smallest code, one more than the largest, and where its values begin. */
interface HuffmanTable {
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

const SOF3 = 0xffc3;
const DHT = 0xffc4;
const SOS = 0xffda;
const DRI = 0xffdd;

/**
 * @returns rows × columns values, row by row
 * @throws Error if the stream is damaged or of another kind
 */
export function decodeJpegLossless(bytes: Uint8Array): Uint16Array {
  const tables = new Map<number, HuffmanTable>();
  let frame: FrameHeader | undefined;
  let restartInterval = 0;
  const segments = jpegSegments(bytes);
  for (;;) {
    const { marker, body: segment, end } = segments.next().value;
    if (marker === DHT) readHuffmanTables(segment, tables);
    else if (marker === DRI) restartInterval = segment.getUint16(0);
    else if (marker === SOF3) frame = readFrameHeader(segment);
    else if (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc8 && marker !== 0xffcc) {
      throw new Error('it is not a lossless Huffman-coded JPEG');
    } else if (marker === SOS) {
      if (!frame) throw new Error('it has no frame header');
      const scan = readScanHeader(segment);
      const table = tables.get(scan.huffmanTable);
      if (!table) throw new Error('it has no Huffman table');
      const bits = new BitReader(bytes, end);
      return decodeScan(frame, scan, table, restartInterval, bits);
    }
  }
}

function readFrameHeader(segment: DataView): FrameHeader {
  if (segment.getUint8(5) !== 1) throw new Error('it has several components');
  return { precision: segment.getUint8(0), rows: segment.getUint16(1), columns: segment.getUint16(3) };
}

function readScanHeader(segment: DataView): ScanHeader {
  if (segment.getUint8(0) !== 1) throw new Error('it has several components');
  const predictor = segment.getUint8(3);
  if (predictor < 1 || predictor > 7) throw new Error(`it has the unknown predictor ${predictor}`);
  return {
    huffmanTable: segment.getUint8(2) >> 4,
    predictor,
    pointTransform: segment.getUint8(5) & 0x0f,
  };
}

function readHuffmanTables(segment: DataView, tables: Map<number, HuffmanTable>): void {
  for (let at = 0; at < segment.byteLength;) {
    const identifier = segment.getUint8(at) & 0x0f;
    const counts = Array.from({ length: 16 }, (_, index) => segment.getUint8(at + 1 + index));
    const total = counts.reduce((sum, count) => sum + count, 0);
    const values = Uint8Array.from({ length: total }, (_, index) => segment.getUint8(at + 17 + index));
    const first = new Int32Array(17);
    const end = new Int32Array(17);
    const offset = new Int32Array(17);
    let code = 0;
    let used = 0;
    for (let length = 1; length <= 16; length++) {
      first[length] = code;
      offset[length] = used;
      code += counts[length - 1];
      used += counts[length - 1];
      end[length] = code;
      code <<= 1;
    }
    tables.set(identifier, { first, end, offset, values });
    at += 17 + total;
  }
}

function decodeScan(
  { precision, rows, columns }: FrameHeader,
  { predictor, pointTransform }: ScanHeader,
  table: HuffmanTable,
  restartInterval: number,
  bits: BitReader,
): Uint16Array {
  const values = new Uint16Array(rows * columns);
  const start = 1 << (precision - pointTransform - 1);
  let firstRow = true;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (restartInterval > 0 && at > 0 && at % restartInterval === 0) {
        bits.restart();
        // The rules of the first row hold again.
        firstRow = true;
      }
      const left = column > 0 ? values[at - 1] : 0;
      const above = firstRow ? 0 : values[at - columns];
      let prediction: number;
      if (firstRow) prediction = column > 0 ? left : start;
      else if (column === 0) prediction = above;
      else prediction = predict(predictor, left, above, values[at - columns - 1]);
      // Uint16Array takes the sum modulo 2^16, as the standard wants it.
      values[at] = prediction + difference(table, bits);
    }
    firstRow = false;
  }
  if (pointTransform > 0) for (let at = 0; at < values.length; at++) values[at] <<= pointTransform;
  return values;
}

/** Table H.1 of T.81. */
function predict(predictor: number, left: number, above: number, aboveLeft: number): number {
  switch (predictor) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return aboveLeft;
    case 4:
      return left + above - aboveLeft;
    case 5:
      return left + ((above - aboveLeft) >> 1);
    case 6:
      return above + ((left - aboveLeft) >> 1);
    default:
      return (left + above) >> 1;
  }
}

function difference(table: HuffmanTable, bits: BitReader): number {
  let code = 0;
  for (let length = 1; length <= 16; length++) {
    code = (code << 1) | bits.next();
    if (code < table.end[length]) {
      const size = table.values[table.offset[length] + code - table.first[length]];
      if (size === 0) return 0;
      if (size === 16) return 32768;
      let value = 0;
      for (let count = 0; count < size; count++) value = (value << 1) | bits.next();
      return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }
  }
  throw new Error('it has a code that is in no table');
}

/** Bits of the entropy-coded data, without the zero bytes that are stuffed in after 0xFF. */
class BitReader {
  private byte = 0;
  private left = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  next(): number {
    if (this.left === 0) {
      if (this.at >= this.bytes.length) throw new Error('it is cut off');
      this.byte = this.bytes[this.at++];
      this.left = 8;
      if (this.byte === 0xff) {
        if (this.bytes[this.at] !== 0) throw new Error('it is cut off');
        this.at++;
      }
    }
    this.left--;
    return (this.byte >> this.left) & 1;
  }

  /** Goes behind the restart marker that must come next. */
  restart(): void {
    this.left = 0;
    const isMarker = this.bytes[this.at] === 0xff && (this.bytes[this.at + 1] & 0xf8) === 0xd0;
    if (!isMarker) throw new Error('a restart marker is missing');
    this.at += 2;
  }
}

import { jpegSegments } from './jpeg-segments';

/**
 * JPEG-LS (ITU-T T.87), lossless and near-lossless, for one component of 2 to 16 bits. Written here because CharLS, the
 * library for it, spends seconds on every frame that is cut off before it says so, and its build without WebAssembly
 * files takes three times as long for a good one. Names of the variables are those of the standard (A, B, C, N, k, RI,
 * …), so that the two can be read side by side.
 */
const SOF55 = 0xfff7;
const LSE = 0xfff8;
const SOS = 0xffda;
const DRI = 0xffdd;

/** Of the inner loops: some hosts, Jest among them, look `Math` up anew for every pixel. */
const { abs, min, max } = Math;

/** Code lengths of run segments, by run index (T.87 A.2.1). */
const J = [
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
];

interface Parameters {
  readonly near: number;
  readonly maxval: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly reset: number;
}

/**
 * @returns rows × columns values, row by row
 * @throws Error if the stream is damaged or of another kind
 */
export function decodeJpegLs(bytes: Uint8Array): Uint16Array {
  let frame: { precision: number; rows: number; columns: number } | undefined;
  let preset: readonly number[] = [0, 0, 0, 0, 0];
  const segments = jpegSegments(bytes);
  for (;;) {
    const { marker, body: segment, end } = segments.next().value;
    if (marker === SOF55) {
      if (segment.getUint8(5) !== 1) throw new Error('it has several components');
      frame = {
        precision: segment.getUint8(0),
        rows: segment.getUint16(1),
        columns: segment.getUint16(3),
      };
    } else if (marker === LSE) {
      if (segment.getUint8(0) !== 1) throw new Error('it has mapping tables');
      preset = [1, 3, 5, 7, 9].map((offset) => segment.getUint16(offset));
    } else if (marker === DRI && segment.getUint16(0) !== 0) {
      throw new Error('it has restart intervals');
    } else if (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4) {
      throw new Error('it is not a JPEG-LS');
    } else if (marker === SOS) {
      if (!frame) throw new Error('it has no frame header');
      const parameters = parametersOf(frame.precision, segment.getUint8(3), preset);
      // Every row takes one bit at least; sizes that cannot be true must not reserve memory.
      if (frame.rows > bytes.length * 8) throw new Error('it is cut off');
      const values = new Scan(frame.columns, frame.rows, parameters, new BitReader(bytes, end)).decode();
      const pointTransform = segment.getUint8(5) & 0x0f;
      if (pointTransform > 0)
        for (let index = 0; index < values.length; index++) values[index] <<= pointTransform;
      return values;
    }
  }
}

/** Preset values, or the defaults of T.87 C.2.4.1.1 where they are 0. */
function parametersOf(precision: number, near: number, preset: readonly number[]): Parameters {
  const maxval = preset[0] || 2 ** precision - 1;
  const clamp = (value: number, low: number): number => (value > maxval || value < low ? low : value);
  const large = maxval >= 128;
  const factor = large ? Math.floor((Math.min(maxval, 4095) + 128) / 256) : Math.floor(256 / (maxval + 1));
  const threshold = (basic: number, least: number, nears: number): number =>
    large
      ? factor * (basic - least) + least + nears * near
      : Math.max(least, Math.floor(basic / factor) + nears * near);
  const t1 = preset[1] || clamp(threshold(3, 2, 3), near + 1);
  const t2 = preset[2] || clamp(threshold(7, 3, 5), t1);
  const t3 = preset[3] || clamp(threshold(21, 4, 7), t2);
  return { near, maxval, t1, t2, t3, reset: preset[4] || 64 };
}

class Scan {
  private readonly range: number;
  private readonly qbpp: number;
  private readonly limit: number;
  private readonly step: number;
  /** Contexts 0 to 364 are those of the regular mode, 365 and 366 those of a run's end. */
  private readonly A: Int32Array;
  private readonly B = new Int32Array(367);
  private readonly C = new Int32Array(367);
  private readonly N = new Int32Array(367).fill(1);
  private readonly Nn = new Int32Array(367);
  private runIndex = 0;

  constructor(
    private readonly columns: number,
    private readonly rows: number,
    private readonly parameters: Parameters,
    private readonly bits: BitReader,
  ) {
    const { near, maxval } = parameters;
    this.step = 2 * near + 1;
    this.range = Math.floor((maxval + 2 * near) / this.step) + 1;
    this.qbpp = Math.ceil(Math.log2(this.range));
    const bpp = max(2, Math.ceil(Math.log2(maxval + 1)));
    this.limit = 2 * (bpp + max(8, bpp));
    this.A = new Int32Array(367).fill(max(2, Math.floor((this.range + 32) / 64)));
  }

  decode(): Uint16Array {
    const { columns, rows } = this;
    const values = new Uint16Array(columns * rows);
    // Rows with a sample before the first and one behind the last.
    let above = new Int32Array(columns + 2);
    let current = new Int32Array(columns + 2);
    for (let row = 0; row < rows; row++) {
      above[columns + 1] = above[columns];
      current[0] = above[1];
      this.decodeRow(current, above);
      for (let column = 0; column < columns; column++) values[row * columns + column] = current[column + 1];
      [above, current] = [current, above];
    }
    return values;
  }

  /** Sample x of a row is at index x + 1. */
  private decodeRow(current: Int32Array, above: Int32Array): void {
    const { near } = this.parameters;
    for (let x = 1; x <= this.columns;) {
      const Ra = current[x - 1];
      const Rb = above[x];
      const Rc = above[x - 1];
      const Rd = above[x + 1];
      if (abs(Rd - Rb) <= near && abs(Rb - Rc) <= near && abs(Rc - Ra) <= near) {
        x = this.decodeRun(current, above, x);
      } else {
        current[x++] = this.decodeRegular(Ra, Rb, Rc, Rd);
      }
    }
  }

  private decodeRegular(Ra: number, Rb: number, Rc: number, Rd: number): number {
    const { near, maxval } = this.parameters;
    const context = 81 * this.quantize(Rd - Rb) + 9 * this.quantize(Rb - Rc) + this.quantize(Rc - Ra);
    const sign = context < 0 ? -1 : 1;
    const q = abs(context);
    const { A, B, C, N } = this;
    let Px: number;
    if (Rc >= max(Ra, Rb)) Px = min(Ra, Rb);
    else if (Rc <= min(Ra, Rb)) Px = max(Ra, Rb);
    else Px = Ra + Rb - Rc;
    Px = min(maxval, max(0, Px + sign * C[q]));

    const k = golombParameter(A[q], N[q]);
    const mapped = this.decodeGolomb(k, this.limit);
    const half = mapped >> 1;
    let error: number;
    if (near === 0 && k === 0 && 2 * B[q] <= -N[q]) error = mapped & 1 ? half : -half - 1;
    else error = mapped & 1 ? -half - 1 : half;

    B[q] += error * this.step;
    A[q] += abs(error);
    if (N[q] === this.parameters.reset) {
      A[q] >>= 1;
      B[q] >>= 1;
      N[q] >>= 1;
    }
    N[q]++;
    if (B[q] <= -N[q]) {
      B[q] = max(B[q] + N[q], -N[q] + 1);
      if (C[q] > -128) C[q]--;
    } else if (B[q] > 0) {
      B[q] = min(B[q] - N[q], 0);
      if (C[q] < 127) C[q]++;
    }
    return this.reconstruct(Px, sign * error);
  }

  /** Fills a run and the sample that ends it. @returns index of the next sample */
  private decodeRun(current: Int32Array, above: Int32Array, start: number): number {
    const end = this.columns + 1;
    const value = current[start - 1];
    let x = start;
    while (this.bits.next() === 1) {
      const full = 1 << J[this.runIndex];
      const count = min(full, end - x);
      current.fill(value, x, x + count);
      x += count;
      if (count === full && this.runIndex < 31) this.runIndex++;
      if (x === end) return x;
    }
    const count = this.bits.read(J[this.runIndex]);
    if (x + count >= end) throw new Error('a run is too long');
    current.fill(value, x, x + count);
    x += count;
    current[x] = this.decodeRunEnd(value, above[x]);
    if (this.runIndex > 0) this.runIndex--;
    return x + 1;
  }

  private decodeRunEnd(Ra: number, Rb: number): number {
    const { A, N, Nn } = this;
    const RItype = abs(Ra - Rb) <= this.parameters.near ? 1 : 0;
    const q = 365 + RItype;
    const k = golombParameter(RItype === 0 ? A[q] : A[q] + (N[q] >> 1), N[q]);
    const mapped = this.decodeGolomb(k, this.limit - J[this.runIndex] - 1);
    const sum = mapped + RItype;
    const map = sum & 1;
    const magnitude = (sum + map) >> 1;
    const negative = (k !== 0 || 2 * Nn[q] >= N[q] ? 1 : 0) === map;
    const error = negative ? -magnitude : magnitude;

    if (error < 0) Nn[q]++;
    A[q] += (mapped + 1 - RItype) >> 1;
    if (N[q] === this.parameters.reset) {
      A[q] >>= 1;
      N[q] >>= 1;
      Nn[q] >>= 1;
    }
    N[q]++;
    if (RItype === 1) return this.reconstruct(Ra, error);
    return this.reconstruct(Rb, Ra > Rb ? -error : error);
  }

  private reconstruct(Px: number, error: number): number {
    const { near, maxval } = this.parameters;
    let Rx = Px + error * this.step;
    if (Rx < -near) Rx += this.range * this.step;
    else if (Rx > maxval + near) Rx -= this.range * this.step;
    return min(maxval, max(0, Rx));
  }

  private quantize(difference: number): number {
    const { near, t1, t2, t3 } = this.parameters;
    if (difference <= -t3) return -4;
    if (difference <= -t2) return -3;
    if (difference <= -t1) return -2;
    if (difference < -near) return -1;
    if (difference <= near) return 0;
    if (difference < t1) return 1;
    if (difference < t2) return 2;
    return difference < t3 ? 3 : 4;
  }

  private decodeGolomb(k: number, limit: number): number {
    const most = limit - this.qbpp - 1;
    let zeros = 0;
    while (this.bits.next() === 0) if (++zeros > most) throw new Error('a code is too long');
    return zeros < most ? (zeros << k) | this.bits.read(k) : this.bits.read(this.qbpp) + 1;
  }
}

function golombParameter(A: number, N: number): number {
  let k = 0;
  while (N << k < A) k++;
  return k;
}

/** Bits of the entropy-coded data; the byte after 0xFF has only seven of them. */
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
      const previous = this.byte;
      this.byte = this.bytes[this.at++];
      this.left = previous === 0xff ? 7 : 8;
      if (this.left === 7 && this.byte > 0x7f) throw new Error('it is cut off');
    }
    this.left--;
    return (this.byte >> this.left) & 1;
  }

  read(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) value = (value << 1) | this.next();
    return value;
  }
}

import { sha256, type Features } from '@few-shot-lms/engine';

/** 'FSLF' and the layout's number; another layout is another number. */
const MAGIC = 0x464c5346;
const LAYOUT = 1;
/** Magic, layout, channels, cells as 32-bit numbers; SHA-256 of the encoder and of the values. */
const HEADER = 16 + 32 + 32;

/** What features in a file must be to be of use. */
export interface FeatureKind {
  /** SHA-256 of the encoder, in hex. */
  readonly modelHash: string;
  readonly channels: number;
  readonly cells: number;
}

/** A file that says what it holds and shows when it is damaged; numbers little-endian, as everywhere that browsers run. */
export async function packFeatures({ data, channels, cells }: Features, modelHash: string) {
  const bytes = new Uint8Array(HEADER + data.byteLength);
  const values = bytes.subarray(HEADER);
  values.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, LAYOUT, channels, cells]);
  bytes.set(bytesOfHex(modelHash), 16);
  bytes.set(bytesOfHex(await sha256(values)), 48);
  return bytes;
}

/** Null for a file that is cut off, changed, or of another model or shape. */
export async function unpackFeatures(
  bytes: Uint8Array<ArrayBuffer>,
  { modelHash, channels, cells }: FeatureKind,
): Promise<Features | null> {
  if (bytes.length !== HEADER + 4 * channels * cells * cells) return null;
  const expected = [MAGIC, LAYOUT, channels, cells];
  const found = new Uint32Array(bytes.buffer, bytes.byteOffset, 4);
  if (expected.some((value, n) => found[n] !== value)) return null;
  const hash = await sha256(bytes.subarray(HEADER));
  if (!matches(bytes.subarray(16, 48), modelHash) || !matches(bytes.subarray(48, HEADER), hash)) return null;
  return { data: new Float32Array(bytes.buffer, bytes.byteOffset + HEADER), channels, cells };
}

function matches(bytes: Uint8Array, hex: string): boolean {
  return bytesOfHex(hex).every((value, n) => bytes[n] === value);
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

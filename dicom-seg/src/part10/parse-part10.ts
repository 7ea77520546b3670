import { UserError } from '@few-shot-lms/engine';
import type { NaturalizedDataset } from './dataset';
import { quietDcmjs } from './quiet-dcmjs';

const PIXEL_DATA = '7FE00010';

/** One DICOM file, parsed. */
export interface ParsedFile {
  /** Everything but the pixel data. */
  readonly dataset: NaturalizedDataset;
  readonly transferSyntax: string;
  readonly hasPixelData: boolean;
  /**
   * Uncompressed: one buffer with all frames. Compressed: one buffer a frame where the file has an offset table,
   * otherwise one a fragment. Empty if it was not asked for.
   */
  readonly pixelData: readonly Uint8Array[];
  /** The file broke the rules somewhere and what follows that place is missing. */
  readonly damaged: boolean;
}

/** Whether the bytes begin as a DICOM file does (preamble of 128 bytes, then 'DICM'). */
export function isPart10(bytes: Uint8Array): boolean {
  return (
    bytes.length > 132 &&
    bytes[128] === 0x44 &&
    bytes[129] === 0x49 &&
    bytes[130] === 0x43 &&
    bytes[131] === 0x4d
  );
}

/**
 * Reads a DICOM Part 10 file.
 *
 * @param bytes the whole file
 * @param pixelData false leaves the pixel data out, which is much faster
 * @throws UserError if the bytes are no DICOM file or cannot be read at all
 */
export function parsePart10(bytes: Uint8Array, { pixelData }: { pixelData: boolean }): ParsedFile {
  if (!isPart10(bytes)) {
    throw new UserError('This is not a DICOM file (no "DICM" after the preamble); choose DICOM files.');
  }
  const { DicomMessage, DicomMetaDictionary } = quietDcmjs().data;
  // dcmjs reads from the start of an ArrayBuffer; a Node Buffer is often a piece in the middle of a larger one.
  const buffer = wholeBuffer(bytes);
  const options = pixelData ? {} : { untilTag: PIXEL_DATA };
  let damaged = false;
  let file;
  try {
    file = DicomMessage.readFile(buffer, { ...options, ignoreErrors: false });
  } catch {
    // Many files in use break a rule in some unimportant place: a second reading keeps what can be kept, and the
    // callers check that everything they need is there and say that the file is damaged.
    damaged = true;
    try {
      file = DicomMessage.readFile(buffer, { ...options, ignoreErrors: true });
    } catch (error) {
      throw new UserError(`This DICOM file cannot be read (${messageOf(error)}); export it again from its source.`);
    }
  }
  const element = file.dict[PIXEL_DATA];
  delete file.dict[PIXEL_DATA];
  const transferSyntax = file.meta['00020010']?.Value?.[0];
  if (typeof transferSyntax !== 'string') {
    throw new UserError('This DICOM file does not say its transfer syntax; export it again from its source.');
  }
  return {
    dataset: DicomMetaDictionary.naturalizeDataset(file.dict),
    transferSyntax: transferSyntax.replace(/\0/g, '').trim(),
    hasPixelData: element !== undefined,
    pixelData: pixelData ? (element?.Value ?? []).map(asBytes) : [],
    damaged,
  };
}

function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength
    ? buffer
    : bytes.slice().buffer;
}

function asBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  // Not `instanceof ArrayBuffer`: buffers may come from another realm (jest, iframes).
  if (Object.prototype.toString.call(value) === '[object ArrayBuffer]') return new Uint8Array(value as ArrayBuffer);
  throw new UserError('The pixel data of this DICOM file cannot be read; export it again from its source.');
}

/** The text of whatever was thrown: the old codecs throw strings. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

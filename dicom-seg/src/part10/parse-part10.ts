import type { DicomDict } from 'dcmjs';
import type { NaturalizedDataset } from './dataset';
import { decodeText } from './decode-text';
import { quietDcmjs } from './quiet-dcmjs';
import { dicomError } from '../sentences';

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
 * @param bytes the whole file, or its start where the pixel data are not asked for: a header that is cut off lacks
 *   `hasPixelData` or is `damaged`
 * @param pixelData false leaves the pixel data out, which is much faster
 * @throws UserError if the bytes are no DICOM file or cannot be read at all
 */
export function parsePart10(bytes: Uint8Array, { pixelData }: { pixelData: boolean }): ParsedFile {
  if (!isPart10(bytes)) {
    throw dicomError('noDicom');
  }
  const { file, damaged } = readTolerantly(bytes, pixelData ? {} : { untilTag: PIXEL_DATA });
  const element = file.dict[PIXEL_DATA];
  delete file.dict[PIXEL_DATA];
  const transferSyntax = file.meta['00020010']?.Value?.[0];
  if (typeof transferSyntax !== 'string') {
    throw dicomError('noTransferSyntax');
  }
  decodeText(file.dict);
  return {
    dataset: quietDcmjs().data.DicomMetaDictionary.naturalizeDataset(file.dict),
    transferSyntax: transferSyntax.replace(/\0/g, '').trim(),
    hasPixelData: element !== undefined,
    pixelData: pixelData ? (element?.Value ?? []).map(asBytes) : [],
    damaged,
  };
}

/**
 * Many files in use break a rule in some unimportant place: a second reading keeps what can be kept, and the callers
 * check that everything they need is there and say that the file is damaged.
 */
function readTolerantly(
  bytes: Uint8Array,
  options: { untilTag?: string },
): { file: DicomDict; damaged: boolean } {
  const { DicomMessage } = quietDcmjs().data;
  // dcmjs reads from the start of an ArrayBuffer; a Node Buffer is often a piece in the middle of a larger one.
  const buffer = wholeBuffer(bytes);
  try {
    return { file: DicomMessage.readFile(buffer, { ...options, ignoreErrors: false }), damaged: false };
  } catch (firstError) {
    try {
      const file = DicomMessage.readFile(buffer, { ...options, ignoreErrors: true });
      return { file, damaged: !/character set/i.test(messageOf(firstError)) };
    } catch (error) {
      throw dicomError('unreadable', messageOf(error));
    }
  }
}

/** The bytes as an ArrayBuffer of their own, without a copy where they are that already. */
export function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength) return buffer;
  // Not bytes.slice(): for a Node Buffer that is no copy, but a view of the pool that it lies in.
  const copy = new Uint8Array(byteLength);
  copy.set(bytes);
  return copy.buffer;
}

function asBytes(value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // Not `instanceof ArrayBuffer`: buffers may come from another realm (jest, iframes).
  if (Object.prototype.toString.call(value) === '[object ArrayBuffer]')
    return new Uint8Array(value as ArrayBuffer);
  throw dicomError('pixelsUnreadable');
}

/** The text of whatever was thrown: the old codecs throw strings. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { TagDictionary } from 'dcmjs';
import { concatenate } from './concatenate';
import { quietDcmjs } from './quiet-dcmjs';
import { isUncompressed, TransferSyntax } from './transfer-syntax';

/** Names this software in the file meta information (PS3.10 section 7.1); one constant root for all files we write. */
export const IMPLEMENTATION_CLASS_UID = '2.25.7584521683581014580972398268567877145';

export interface Part10Request {
  /** Attributes by keyword; numbers for DS and IS may be given as text. `_vrMap` settles ambiguous VRs. */
  readonly dataset: Record<string, unknown>;
  readonly transferSyntax: string;
  /** Uncompressed: buffers that follow one another. Compressed: one buffer a frame. */
  readonly pixelData: readonly Uint8Array[];
  readonly pixelDataVr: 'OB' | 'OW';
  /** At most 16 characters: FEWSHOTLMS_0.1.0 */
  readonly implementationVersion: string;
}

/**
 * Writes a DICOM Part 10 file. Compressed frames become one fragment each, with a basic offset table. No attribute may
 * come behind the pixel data, which is true of all but digital signatures and padding.
 *
 * @throws RangeError if the pixel data are too large for the length that the standard has room for
 */
export function writePart10(request: Part10Request): Uint8Array {
  const { DicomDict, DicomMetaDictionary } = quietDcmjs().data;
  const { dataset, transferSyntax, pixelData, pixelDataVr } = request;
  if (transferSyntax === TransferSyntax.deflatedExplicitLittleEndian) {
    throw new RangeError('writing deflated files is not supported');
  }
  const element = (vr: string, value: unknown): TagDictionary[string] => ({ vr, Value: [value] });
  const file = new DicomDict({
    '00020001': element('OB', new Uint8Array([0, 1]).buffer),
    '00020002': element('UI', dataset.SOPClassUID),
    '00020003': element('UI', dataset.SOPInstanceUID),
    '00020010': element('UI', transferSyntax),
    '00020012': element('UI', IMPLEMENTATION_CLASS_UID),
    '00020013': element('SH', request.implementationVersion),
  });
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  // The pixel data are the bulk of the file; the library would copy them several times.
  // It would throw at long names: it counts UTF-16 units, the standard characters, which `checkValues` has counted.
  const header = new Uint8Array(file.write({ allowInvalidVRLength: true }));
  return concatenate([
    header,
    ...(isUncompressed(transferSyntax)
      ? nativePixelData(pixelData, pixelDataVr)
      : encapsulatedPixelData(pixelData)),
  ]);
}

/** Pixel Data element with the bytes as they are (PS3.5 section A.2), padded to an even length. */
function nativePixelData(parts: readonly Uint8Array[], vr: 'OB' | 'OW'): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const padding = new Uint8Array(length % 2);
  return [pixelDataHeader(vr, checkedLength(length + padding.length)), ...parts, padding];
}

const UNDEFINED_LENGTH = 0xffffffff;

/** Encapsulated Pixel Data element (PS3.5 section A.4): a basic offset table, then one fragment a frame. */
function encapsulatedPixelData(frames: readonly Uint8Array[]): Uint8Array[] {
  const offsets = new Uint8Array(4 * frames.length);
  const table = new DataView(offsets.buffer);
  let offset = 0;
  const fragments = frames.flatMap((frame, index) => {
    table.setUint32(4 * index, checkedLength(offset), true);
    const padding = new Uint8Array(frame.length % 2);
    offset += 8 + frame.length + padding.length;
    return [itemHeader(0xe000, frame.length + padding.length), frame, padding];
  });
  return [
    pixelDataHeader('OB', UNDEFINED_LENGTH),
    itemHeader(0xe000, offsets.length),
    offsets,
    ...fragments,
    itemHeader(0xe0dd, 0),
  ];
}

function pixelDataHeader(vr: 'OB' | 'OW', length: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(12));
  header.setUint16(0, 0x7fe0, true);
  header.setUint16(2, 0x0010, true);
  header.setUint8(4, vr.charCodeAt(0));
  header.setUint8(5, vr.charCodeAt(1));
  header.setUint32(8, length, true);
  return new Uint8Array(header.buffer);
}

function itemHeader(tagElement: number, length: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(8));
  header.setUint16(0, 0xfffe, true);
  header.setUint16(2, tagElement, true);
  header.setUint32(4, length, true);
  return new Uint8Array(header.buffer);
}

function checkedLength(length: number): number {
  if (length >= UNDEFINED_LENGTH)
    throw new RangeError(`pixel data of ${length} bytes are too large for DICOM`);
  return length;
}

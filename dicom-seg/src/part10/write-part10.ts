import { concatenate } from './concatenate';
import type { TagDictionary } from 'dcmjs';
import { wholeBuffer } from './parse-part10';
import { quietDcmjs } from './quiet-dcmjs';
import { isUncompressed, TransferSyntax } from './transfer-syntax';

/** Names this software in the file meta information (PS3.10 section 7.1); one constant root for all files we write. */
const IMPLEMENTATION_CLASS_UID = '2.25.7584521683581014580972398268567877145';

export interface Part10Request {
  /** Attributes by keyword; numbers for DS and IS may be given as text. `_vrMap` settles ambiguous VRs. */
  readonly dataset: Record<string, unknown>;
  readonly transferSyntax: string;
  /** Uncompressed: one buffer. Compressed: one buffer a frame. */
  readonly pixelData: readonly Uint8Array[];
  readonly pixelDataVr: 'OB' | 'OW';
  /** At most 16 characters: FEWSHOTLMS_0.1.0 */
  readonly implementationVersion: string;
}

/** Writes a DICOM Part 10 file. Compressed frames become one fragment each, with a basic offset table. */
export function writePart10(request: Part10Request): Uint8Array {
  const { DicomDict, DicomMetaDictionary } = quietDcmjs().data;
  const { dataset } = request;
  const element = (vr: string, value: unknown): TagDictionary[string] => ({ vr, Value: [value] });
  const file = new DicomDict({
    '00020001': element('OB', new Uint8Array([0, 1]).buffer),
    '00020002': element('UI', dataset.SOPClassUID),
    '00020003': element('UI', dataset.SOPInstanceUID),
    '00020010': element('UI', request.transferSyntax),
    '00020012': element('UI', IMPLEMENTATION_CLASS_UID),
    '00020013': element('SH', request.implementationVersion),
  });
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  const frames = isUncompressed(request.transferSyntax)
    ? [padded(concatenate(request.pixelData))]
    : request.pixelData;
  if (request.transferSyntax === TransferSyntax.deflatedExplicitLittleEndian) {
    throw new RangeError('writing deflated files is not supported');
  }
  file.dict['7FE00010'] = { vr: request.pixelDataVr, Value: frames.map(wholeBuffer) };
  return new Uint8Array(file.write({ fragmentMultiframe: false }));
}

/** Values have an even length in DICOM. */
function padded(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  return even;
}

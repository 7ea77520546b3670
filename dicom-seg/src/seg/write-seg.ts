import { checkValues } from '../part10/check-values';
import { TransferSyntax } from '../part10/transfer-syntax';
import { writePart10 } from '../part10/write-part10';
import { binaryFrames } from './frames/binary-frames';
import { fractionalFrames } from './frames/fractional-frames';
import { labelMapFrames } from './frames/label-map-frames';
import type { SegFrames } from './frames/seg-frames';
import { segmentationDataset } from './iod/segmentation-iod';
import type { SegWriteRequest } from './seg-write-request';
import { checkSegWriteRequest } from './seg-write-request';
import { dicomError } from '../sentences';
import { dateAndTime } from '../part10/date-and-time';

/**
 * Writes labels or probabilities as DICOM SEG (Segmentation IOD, PS3.3 section A.51): a Part 10 file with new UIDs that
 * belongs to the study of its source images. Frames lie in spatial order (unless it is a label map, within each
 * segment), those without a voxel are left out, and each says the position and the image it was made from.
 *
 * @throws UserError if the request is not valid, nothing is segmented, or the object would not be valid
 */
export function writeSeg(request: SegWriteRequest): Uint8Array {
  checkSegWriteRequest(request);
  const { instances, software, kind, encoding } = request;
  const sorted = [...request.segments].sort((a, b) => a.number - b.number);
  // Only a label map may skip numbers.
  const segments = sorted.map((description, index) => ({
    number: kind === 'LABELMAP' ? description.number : index + 1,
    description,
  }));
  const numberInFile = new Map(segments.map(({ number, description }) => [description.number, number]));
  const content = framesOf(request, numberInFile);
  if (content.frames.length === 0) {
    throw dicomError('empty');
  }
  const first = Math.min(...content.frames.map(({ slice }) => slice));
  const source = instances[first].dataset;
  const dataset = segmentationDataset({ request, source, content, segments, now: dateAndTime(new Date()) });
  checkValues(dataset);
  return writePart10({
    dataset,
    transferSyntax: encoding === 'RLE' ? TransferSyntax.rle : TransferSyntax.explicitLittleEndian,
    pixelData: content.pixelData,
    pixelDataVr: encoding === 'UNCOMPRESSED' && content.bits === 16 ? 'OW' : 'OB',
    implementationVersion: `${software.name.replace(/[^A-Za-z0-9]/g, '')}_${software.version}`.slice(0, 16),
  });
}

function framesOf(request: SegWriteRequest, numberInFile: ReadonlyMap<number, number>): SegFrames {
  switch (request.kind) {
    case 'LABELMAP':
      return labelMapFrames(request);
    case 'BINARY':
      return binaryFrames(request, numberInFile);
    case 'FRACTIONAL':
      return fractionalFrames(request, numberInFile);
  }
}

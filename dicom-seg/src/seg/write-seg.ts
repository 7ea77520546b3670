import { TransferSyntax } from '../part10/transfer-syntax';
import { newUid } from '../part10/uid';
import { writePart10 } from '../part10/write-part10';
import { BitPacker } from '../pixels/bit-packing';
import { encodeRle } from '../pixels/rle';
import { labelsBySlice } from './labels-by-slice';
import { commonInstanceReferenceModule } from './modules/common-instance-reference';
import { contributingEquipment, enhancedGeneralEquipmentModule } from './modules/equipment';
import { frameOfReferenceModule } from './modules/frame-of-reference';
import type { SegFrame } from './modules/functional-groups';
import { perFrameFunctionalGroups, sharedFunctionalGroups } from './modules/functional-groups';
import { generalStudyModule } from './modules/general-study';
import { multiFrameDimensionModule } from './modules/multi-frame-dimension';
import { patientModule } from './modules/patient';
import { backgroundItem, segmentItem } from './modules/segment-sequence';
import type { SegBits } from './modules/segmentation-image';
import { segmentationImageModule } from './modules/segmentation-image';
import { segmentationSeriesModule } from './modules/segmentation-series';
import { LABEL_MAP_SEGMENTATION_STORAGE, SEGMENTATION_STORAGE } from './seg-class';
import type { SegWriteRequest } from './seg-write-request';
import { checkSegWriteRequest } from './seg-write-request';

/**
 * Writes a labelmap as DICOM SEG (Segmentation IOD, PS3.3 section A.51): a Part 10 file with new UIDs that belongs to
 * the study of its source images. Frames lie in spatial order (for BINARY within each segment), those without a voxel
 * are left out, and each says the position and the image it was made from.
 *
 * @throws UserError if the request is not valid or the labelmap is empty
 */
export function writeSeg(request: SegWriteRequest): Uint8Array {
  checkSegWriteRequest(request);
  const { instances, geometry, labelmap, kind, software } = request;
  const segments = [...request.segments].sort((a, b) => a.number - b.number);
  const voxelsPerSlice = geometry.columns * geometry.rows;
  const labels = labelsBySlice(labelmap, voxelsPerSlice, new Set(segments.map(({ number }) => number)));
  const positions = labels.flatMap((found, slice) => (found.length > 0 ? [slice] : []));
  // BINARY numbers segments 1, 2, …; a label map keeps the numbers of the caller.
  const numberInFile = new Map(
    segments.map(({ number }, index) => [number, kind === 'BINARY' ? index + 1 : number]),
  );
  const frames: { slice: number; label?: number }[] =
    kind === 'LABELMAP'
      ? positions.map((slice) => ({ slice }))
      : segments.flatMap(({ number: label }) =>
          positions.filter((slice) => labels[slice].includes(label)).map((slice) => ({ slice, label })),
        );
  const segFrames: SegFrame[] = frames.map(({ slice, label }) =>
    label === undefined ? { slice } : { slice, segmentNumber: numberInFile.get(label)! },
  );
  const bits: SegBits = kind === 'BINARY' ? 1 : segments[segments.length - 1].number > 255 ? 16 : 8;
  const sliceLabels = (slice: number): Uint8Array | Uint16Array =>
    labelmap.subarray(slice * voxelsPerSlice, (slice + 1) * voxelsPerSlice);
  const source = instances[positions[0]];
  const now = dateAndTime(new Date());

  const dataset = {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: kind === 'LABELMAP' ? LABEL_MAP_SEGMENTATION_STORAGE : SEGMENTATION_STORAGE,
    SOPInstanceUID: newUid(),
    InstanceCreationDate: now.date,
    InstanceCreationTime: now.time,
    ContentDate: now.date,
    ContentTime: now.time,
    InstanceNumber: String(request.instanceNumber ?? 1),
    ...patientModule(source.dataset),
    ...generalStudyModule(source.dataset),
    ...segmentationSeriesModule(request, source.dataset, now),
    ...frameOfReferenceModule(source.dataset),
    ...enhancedGeneralEquipmentModule(software),
    ...contributingEquipment(software, source.dataset, now),
    ...commonInstanceReferenceModule(instances),
    ...segmentationImageModule(request, bits),
    SegmentSequence: [
      ...segments.map((segment) => segmentItem(segment, numberInFile.get(segment.number)!, software.name)),
      ...(kind === 'LABELMAP' ? [backgroundItem()] : []),
    ],
    ...multiFrameDimensionModule(kind),
    NumberOfFrames: String(frames.length),
    SharedFunctionalGroupsSequence: [sharedFunctionalGroups(geometry, source)],
    PerFrameFunctionalGroupsSequence: perFrameFunctionalGroups(segFrames, positions, instances),
  };
  return writePart10({
    dataset,
    transferSyntax: request.encoding === 'RLE' ? TransferSyntax.rle : TransferSyntax.explicitLittleEndian,
    pixelData:
      kind === 'BINARY'
        ? [packFrames(frames, sliceLabels, voxelsPerSlice)]
        : frames.map(({ slice }) =>
            labelMapFrame(sliceLabels(slice), bits, geometry.columns, request.encoding),
          ),
    pixelDataVr: request.encoding === 'UNCOMPRESSED' && bits === 16 ? 'OW' : 'OB',
    implementationVersion: `${software.name.replace(/[^A-Za-z0-9]/g, '')}_${software.version}`.slice(0, 16),
  });
}

function packFrames(
  frames: readonly { slice: number; label?: number }[],
  sliceLabels: (slice: number) => Uint8Array | Uint16Array,
  voxelsPerSlice: number,
): Uint8Array {
  const packer = new BitPacker(frames.length * voxelsPerSlice);
  const startsBySlice = new Map<number, Map<number, number>>();
  frames.forEach(({ slice, label }, frame) => {
    const starts = startsBySlice.get(slice) ?? new Map<number, number>();
    startsBySlice.set(slice, starts.set(label!, frame * voxelsPerSlice));
  });
  for (const [slice, starts] of startsBySlice) packer.addSlice(sliceLabels(slice), starts);
  return packer.build();
}

function labelMapFrame(
  labels: Uint8Array | Uint16Array,
  bits: SegBits,
  columns: number,
  encoding: SegWriteRequest['encoding'],
): Uint8Array {
  const pixels = bits === 16 ? Uint16Array.from(labels) : Uint8Array.from(labels);
  if (encoding === 'RLE') return encodeRle(pixels, columns);
  return new Uint8Array(pixels.buffer);
}

/** Local date and time as DICOM writes them. */
function dateAndTime(now: Date): { date: string; time: string } {
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    date: `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
  };
}

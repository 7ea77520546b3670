import { personNameOf, textOf, numbersOf, valuesOf } from '../../part10/dataset';
import { decimalString } from '../../part10/decimal-string';
import type { SourceInstance } from '../../series/source-instance';
import type { SegWriteRequest } from '../seg-write-request';

/** Pixels of a SEG: BINARY has one bit, a label map 8 or 16. */
export type SegBits = 1 | 8 | 16;

/**
 * Image Pixel (PS3.3 section C.7.6.3) and Segmentation Image Module (C.8.20.2) without the Segment Sequence. All that
 * belongs to no segment is 0, which a label map says by its Pixel Padding Value.
 */
export function segmentationImageModule(request: SegWriteRequest, bits: SegBits): Record<string, unknown> {
  const { geometry, kind, seriesDescription, contentCreator } = request;
  return {
    ImageType: ['DERIVED', 'PRIMARY'],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    PixelRepresentation: 0,
    Rows: geometry.rows,
    Columns: geometry.columns,
    BitsAllocated: bits,
    BitsStored: bits,
    HighBit: bits - 1,
    ...(kind === 'LABELMAP' ? { PixelPaddingValue: 0, _vrMap: { PixelPaddingValue: 'US' } } : {}),
    SegmentationType: kind,
    SegmentsOverlap: 'NO',
    ContentLabel: 'SEGMENTATION',
    ContentDescription: (seriesDescription ?? 'Segmentation').slice(0, 64),
    ContentCreatorName: personNameOf({ name: contentCreator ?? '' }, 'name'),
    ...lossyCompression(request.instances),
  };
}

/** What was lost before the segmentation stays said (PS3.3 section C.7.6.1.1.5). */
function lossyCompression(instances: readonly SourceInstance[]): Record<string, unknown> {
  const lossy = instances.find(({ dataset }) => textOf(dataset, 'LossyImageCompression') === '01');
  if (!lossy) return { LossyImageCompression: '00' };
  const ratios = numbersOf(lossy.dataset, 'LossyImageCompressionRatio').map(decimalString);
  const methods = valuesOf(lossy.dataset, 'LossyImageCompressionMethod').map(String);
  return {
    LossyImageCompression: '01',
    ...(ratios.length > 0 ? { LossyImageCompressionRatio: ratios } : {}),
    ...(methods.length > 0 ? { LossyImageCompressionMethod: methods } : {}),
  };
}

import { isValidText } from '../../part10/check-values';
import { numberOf, personNameOf, textOf, valuesOf } from '../../part10/dataset';
import { decimalString } from '../../part10/decimal-string';
import type { SourceInstance } from '../../series/source-instance';
import { MAXIMUM_FRACTIONAL_VALUE } from '../frames/fractional-frames';
import type { IodModule } from '../iod/iod-module';
import { segmentSequence } from './segment-sequence';

/** Segmentation Image Module (PS3.3 section C.8.20.2); the attributes of pixels are in the Image Pixel Module. */
export const segmentationImageModule: IodModule = {
  name: 'Segmentation Image Module',
  section: 'C.8.20.2',
  entity: 'Image',
  usage: 'M',
  attributes: {
    ImageType: '1',
    ContentLabel: '1',
    ContentDescription: '2',
    ContentCreatorName: '3',
    LossyImageCompression: '1',
    LossyImageCompressionRatio: '1C',
    LossyImageCompressionMethod: '1C',
    SegmentationType: '1',
    SegmentationFractionalType: '1C',
    MaximumFractionalValue: '1C',
    SegmentsOverlap: '3',
    SegmentSequence: '1',
  },
  write(context) {
    const { request, content } = context;
    return {
      ImageType: ['DERIVED', 'PRIMARY'],
      ContentLabel: 'SEGMENTATION',
      ContentDescription: (request.contentDescription ?? request.seriesDescription ?? 'Segmentation').slice(
        0,
        64,
      ),
      ContentCreatorName: personNameOf({ name: request.contentCreator ?? '' }, 'name'),
      ...lossyCompression(request.instances),
      SegmentationType: request.kind,
      ...(request.kind === 'FRACTIONAL'
        ? { SegmentationFractionalType: 'PROBABILITY', MaximumFractionalValue: MAXIMUM_FRACTIONAL_VALUE }
        : {}),
      SegmentsOverlap: content.segmentsOverlap,
      SegmentSequence: segmentSequence(context),
    };
  },
};

/**
 * What was lost before the segmentation stays said (PS3.3 section C.7.6.1.1.5). The first ratio belongs to the first method and
 * so on: one that cannot be written goes with its counterpart, lest it be taken for that of another.
 */
function lossyCompression(instances: readonly SourceInstance[]): Record<string, unknown> {
  const lossy = instances.find(({ dataset }) => textOf(dataset, 'LossyImageCompression') === '01');
  if (!lossy) return { LossyImageCompression: '00' };
  const ratios = valuesOf(lossy.dataset, 'LossyImageCompressionRatio').map((ratio) =>
    numberOf({ ratio }, 'ratio'),
  );
  const methods = valuesOf(lossy.dataset, 'LossyImageCompressionMethod').map((method) =>
    String(method).trim(),
  );
  const isValid = (n: number): boolean =>
    (n >= ratios.length || ratios[n] !== undefined) &&
    (n >= methods.length || (methods[n] !== '' && isValidText('CS', methods[n])));
  const validRatios = ratios.flatMap((ratio, n) =>
    ratio !== undefined && isValid(n) ? [decimalString(ratio)] : [],
  );
  const validMethods = methods.filter((_, n) => isValid(n));
  return {
    LossyImageCompression: '01',
    ...(validRatios.length > 0 ? { LossyImageCompressionRatio: validRatios } : {}),
    ...(validMethods.length > 0 ? { LossyImageCompressionMethod: validMethods } : {}),
  };
}

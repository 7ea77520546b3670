import { UserError } from '@few-shot-lms/engine';
import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, numberOf } from '../part10/dataset';
import type { ModalityLut } from './modality-units';

/**
 * Modality LUT of a classic image, or of one frame of an enhanced one (Pixel Value Transformation Macro, PS3.3
 * section C.7.6.16.2.9). Identity where there is none.
 *
 * @throws UserError for a modality LUT that is a table
 */
export function modalityLutOf(dataset: NaturalizedDataset, frameNumber?: number): ModalityLut {
  if (itemsOf(dataset, 'ModalityLUTSequence').length > 0) {
    throw new UserError(
      'The images give their units by a table (Modality LUT Sequence), which cannot be read here; choose a CT or MR series.',
    );
  }
  let source: NaturalizedDataset | undefined = dataset;
  if (frameNumber !== undefined) {
    const perFrame = itemOf(dataset, 'PerFrameFunctionalGroupsSequence', frameNumber - 1);
    const shared = itemOf(dataset, 'SharedFunctionalGroupsSequence');
    source =
      (perFrame && itemOf(perFrame, 'PixelValueTransformationSequence')) ??
      (shared && itemOf(shared, 'PixelValueTransformationSequence'));
  }
  return {
    slope: (source && numberOf(source, 'RescaleSlope')) ?? 1,
    intercept: (source && numberOf(source, 'RescaleIntercept')) ?? 0,
  };
}

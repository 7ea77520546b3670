import { textOf, type NaturalizedDataset } from '@few-shot-lms/dicom-seg';
import { PRODUCT } from '../version';

/** What a SEG is called: ours by their content, for the series keeps the name of its first one; '' if nothing says it. */
export function segName(dataset: NaturalizedDataset): string {
  const content = textOf(dataset, 'ContentDescription');
  const series = textOf(dataset, 'SeriesDescription');
  const isOurs = textOf(dataset, 'ManufacturerModelName') === PRODUCT;
  return isOurs ? content || series : series || content;
}

import { itemOf, valuesOf } from '../part10/dataset';
import type { SourceInstance } from './source-instance';

/** An attribute that tells images in one place apart: of classic images by keyword, of frames in a functional group. */
export interface StackAttribute {
  /** For a person. */
  readonly name: string;
  readonly keyword?: string;
  /** Sequence in the functional groups and keyword in it. */
  readonly group?: readonly [sequence: string, keyword: string];
}

/** In the order in which they are tried: what a person would name first comes first. */
export const stackAttributes: readonly StackAttribute[] = [
  { name: 'stack', keyword: 'StackID', group: ['FrameContentSequence', 'StackID'] },
  {
    name: 'temporal position',
    keyword: 'TemporalPositionIdentifier',
    group: ['FrameContentSequence', 'TemporalPositionIndex'],
  },
  {
    name: 'acquisition',
    keyword: 'AcquisitionNumber',
    group: ['FrameContentSequence', 'FrameAcquisitionNumber'],
  },
  { name: 'echo', keyword: 'EchoNumbers' },
  { name: 'echo time', keyword: 'EchoTime', group: ['MREchoSequence', 'EffectiveEchoTime'] },
  { name: 'inversion time', keyword: 'InversionTime' },
  { name: 'b-value', keyword: 'DiffusionBValue', group: ['MRDiffusionSequence', 'DiffusionBValue'] },
  {
    name: 'trigger time',
    keyword: 'TriggerTime',
    group: ['CardiacSynchronizationSequence', 'NominalCardiacTriggerDelayTime'],
  },
  { name: 'image type', keyword: 'ImageType', group: ['MRImageFrameTypeSequence', 'FrameType'] },
  { name: 'image type', group: ['CTImageFrameTypeSequence', 'FrameType'] },
  { name: 'kernel', keyword: 'ConvolutionKernel', group: ['CTReconstructionSequence', 'ConvolutionKernel'] },
  { name: 'frame reference time', keyword: 'FrameReferenceTime' },
  { name: 'acquisition time', keyword: 'AcquisitionTime' },
  { name: 'content time', keyword: 'ContentTime' },
];

/** The value as text, '' if the image does not have it. */
export function stackValue(
  { dataset, frameNumber }: SourceInstance,
  { keyword, group }: StackAttribute,
): string {
  if (frameNumber === undefined) return keyword === undefined ? '' : valuesOf(dataset, keyword).join('\\');
  if (!group) return '';
  const [sequence, inGroup] = group;
  const perFrame = itemOf(dataset, 'PerFrameFunctionalGroupsSequence', frameNumber - 1);
  const item =
    (perFrame && itemOf(perFrame, sequence)) ??
    itemOf(itemOf(dataset, 'SharedFunctionalGroupsSequence') ?? {}, sequence);
  return item ? valuesOf(item, inGroup).join('\\') : '';
}

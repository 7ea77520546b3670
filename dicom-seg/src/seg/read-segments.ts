import { isValidText } from '../part10/check-values';
import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, numberOf, numbersOf, textOf } from '../part10/dataset';
import { quietDcmjs } from '../part10/quiet-dcmjs';
import { codeOf } from './modules/code-sequence';
import type { SegmentAlgorithmType, SegmentDescription } from './segment-description';

/** The Segment Sequence as descriptions, in the order of the file; an item without a number is left out. */
export function readSegments(dataset: NaturalizedDataset): SegmentDescription[] {
  return itemsOf(dataset, 'SegmentSequence').flatMap((item) => {
    const number = numberOf(item, 'SegmentNumber');
    return number === undefined ? [] : [segmentOf(item, number)];
  });
}

function segmentOf(item: NaturalizedDataset, number: number): SegmentDescription {
  const type = itemOf(item, 'SegmentedPropertyTypeCodeSequence') ?? {};
  const lab = numbersOf(item, 'RecommendedDisplayCIELabValue');
  return withoutUndefined({
    number,
    label: textOf(item, 'SegmentLabel') || `Segment ${number}`,
    description: validText(item, 'SegmentDescription', 'ST'),
    rgb: lab.length === 3 ? rgbOf(lab) : undefined,
    algorithmType: algorithmTypeOf(textOf(item, 'SegmentAlgorithmType')),
    ...algorithmOf(item),
    category: codeOf(item, 'SegmentedPropertyCategoryCodeSequence'),
    type: codeOf(item, 'SegmentedPropertyTypeCodeSequence'),
    typeModifier: codeOf(type, 'SegmentedPropertyTypeModifierCodeSequence'),
    anatomicRegion: codeOf(item, 'AnatomicRegionSequence'),
    regionModifier: codeOf(itemOf(item, 'AnatomicRegionSequence') ?? {}, 'AnatomicRegionModifierSequence'),
    trackingUid: validText(item, 'TrackingUID', 'UI'),
    trackingId: validText(item, 'TrackingID', 'UT'),
  });
}

/** A version without the name that it is of would be written as one of the segment's algorithm. */
function algorithmOf(item: NaturalizedDataset): Partial<SegmentDescription> {
  const algorithm = itemOf(item, 'SegmentationAlgorithmIdentificationSequence') ?? {};
  const identifiedAs = validText(algorithm, 'AlgorithmName', 'LO');
  const algorithmName = validText(item, 'SegmentAlgorithmName', 'LO') ?? identifiedAs;
  if (identifiedAs === undefined) return { algorithmName };
  return {
    algorithmName,
    algorithmIdentifiedAs: identifiedAs === algorithmName ? undefined : identifiedAs,
    algorithmFamily: codeOf(algorithm, 'AlgorithmFamilyCodeSequence'),
    algorithmVersion: validText(algorithm, 'AlgorithmVersion', 'LO'),
    algorithmSource: validText(algorithm, 'AlgorithmSource', 'LO'),
    algorithmParameters: validText(algorithm, 'AlgorithmParameters', 'LT'),
  };
}

/** Longest texts, which are cut off there; an identifier that is cut off is another one. */
const LONGEST: Readonly<Record<string, number>> = { LO: 64, ST: 1024, LT: 10240 };

/** Undefined for one that could not be written again: it would keep the whole segmentation from being saved. */
function validText(item: NaturalizedDataset, keyword: string, vr: string): string | undefined {
  const text = textOf(item, keyword).slice(0, LONGEST[vr]);
  return text !== '' && isValidText(vr, text) ? text : undefined;
}

function algorithmTypeOf(text: string): SegmentAlgorithmType {
  return text === 'AUTOMATIC' || text === 'SEMIAUTOMATIC' ? text : 'MANUAL';
}

/** CIELab as DICOM stores it → sRGB 0..255. */
function rgbOf(lab: readonly number[]): [number, number, number] {
  const [red, green, blue] = quietDcmjs()
    .data.Colors.dicomlab2RGB(lab)
    .map((channel) => Math.round(Math.min(1, Math.max(0, channel)) * 255));
  return [red, green, blue];
}

function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

import { dcm } from '../../codes/coded-concept';
import { conceptForLabel } from '../../codes/concept-for-label';
import { quietDcmjs } from '../../part10/quiet-dcmjs';
import { newUid } from '../../part10/uid';
import type { SegmentDescription } from '../segment-description';
import { codeSequence } from './code-sequence';

const ARTIFICIAL_INTELLIGENCE = dcm('123110', 'Artificial Intelligence');
const BACKGROUND = dcm('125040', 'Background');

/**
 * One item of the Segment Sequence (Segmentation Image Module, PS3.3 section C.8.20.2, with the Segment Description
 * Macro, C.8.20.4). A segment without codes or colour gets those that its label means, or generic ones.
 *
 * @param number segment number in the file
 * @param algorithmName for a segment that has none and is not MANUAL
 */
export function segmentItem(
  segment: SegmentDescription,
  number: number,
  algorithmName: string,
): Record<string, unknown> {
  const label = segment.label.trim().slice(0, 64) || `Segment ${segment.number}`;
  const concept = conceptForLabel(label);
  const meant = segment.category && segment.type ? segment : concept;
  const region = segment.anatomicRegion ?? meant.anatomicRegion;
  return {
    SegmentNumber: number,
    SegmentLabel: label,
    SegmentAlgorithmType: segment.algorithmType,
    ...(segment.algorithmType === 'MANUAL' ? {} : algorithm(segment, algorithmName)),
    RecommendedDisplayCIELabValue: cieLab(segment.rgb ?? concept.rgb),
    SegmentedPropertyCategoryCodeSequence: codeSequence(meant.category!),
    SegmentedPropertyTypeCodeSequence: [
      {
        ...codeSequence(meant.type!)[0],
        ...(meant.typeModifier
          ? { SegmentedPropertyTypeModifierCodeSequence: codeSequence(meant.typeModifier) }
          : {}),
      },
    ],
    ...(region ? { AnatomicRegionSequence: codeSequence(region) } : {}),
    TrackingID: label,
    TrackingUID: segment.trackingUid ?? newUid(),
  };
}

/**
 * The background of a label map: every value in its pixel data, 0 too, needs an item (PS3.3 section C.8.20.2.3.3).
 * It belongs behind the segments: viewers that give colours by the place in the sequence then get them right.
 */
export function backgroundItem(): Record<string, unknown> {
  return {
    SegmentNumber: 0,
    SegmentLabel: 'Background',
    SegmentAlgorithmType: 'MANUAL',
    RecommendedDisplayCIELabValue: cieLab([0, 0, 0]),
    SegmentedPropertyCategoryCodeSequence: codeSequence(BACKGROUND),
    SegmentedPropertyTypeCodeSequence: codeSequence(BACKGROUND),
  };
}

/** Name and, as the Algorithm Identification Macro (PS3.3 section 10.16), family, version and parameters. */
function algorithm(segment: SegmentDescription, fallbackName: string): Record<string, unknown> {
  const name = (segment.algorithmName || fallbackName).slice(0, 64);
  return {
    SegmentAlgorithmName: name,
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: codeSequence(ARTIFICIAL_INTELLIGENCE),
        AlgorithmName: name,
        AlgorithmVersion: (segment.algorithmVersion || 'unknown').slice(0, 64),
        ...(segment.algorithmParameters
          ? { AlgorithmParameters: segment.algorithmParameters.slice(0, 10240) }
          : {}),
      },
    ],
  };
}

/** sRGB 0..255 → CIELab as unsigned shorts (PS3.3 section C.10.7.1.1), with the conversion that viewers undo. */
export function cieLab(rgb: readonly [number, number, number]): number[] {
  return quietDcmjs()
    .data.Colors.rgb2DICOMLAB(rgb.map((channel) => channel / 255))
    .map((value) => Math.min(65535, Math.max(0, Math.round(value))));
}

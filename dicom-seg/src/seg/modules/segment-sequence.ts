import type { CodedConcept } from '../../codes/coded-concept';
import { dcm, sct } from '../../codes/coded-concept';
import { conceptForLabel } from '../../codes/concept-for-label';
import { currentConcept } from '../../codes/retired-codes';
import { quietDcmjs } from '../../part10/quiet-dcmjs';
import { newUid } from '../../part10/uid';
import type { AttributeTable } from '../iod/attribute-table';
import { checkedAttributes } from '../iod/attribute-table';
import type { SegContext } from '../iod/iod-module';
import type { SegmentDescription } from '../segment-description';
import { segmentLabel } from '../segment-label';
import { trackingIds } from '../tracking-ids';
import { algorithmIdentification } from './algorithm-identification';
import { codeSequence, codeSequenceMacro } from './code-sequence';

const SPATIAL_CONCEPT = sct('309825002', 'Spatial and Relational Concept');
const BACKGROUND = dcm('125040', 'Background');

/** Segment Description Macro, PS3.3 section C.8.20.4, with what the Segment Sequence (C.8.20.2) adds to it. */
export const segmentDescriptionMacro: AttributeTable = {
  name: 'Segment Description Macro',
  section: 'C.8.20.4',
  attributes: {
    SegmentNumber: '1',
    SegmentLabel: '1',
    SegmentDescription: '3',
    SegmentAlgorithmType: '1',
    SegmentAlgorithmName: '1C',
    SegmentationAlgorithmIdentificationSequence: '3',
    RecommendedDisplayCIELabValue: '3',
    SegmentedPropertyCategoryCodeSequence: '1',
    SegmentedPropertyTypeCodeSequence: '1',
    AnatomicRegionSequence: '3',
    TrackingID: '1C',
    TrackingUID: '1C',
  },
};

const propertyTypeItem: AttributeTable = {
  ...codeSequenceMacro,
  attributes: { ...codeSequenceMacro.attributes, SegmentedPropertyTypeModifierCodeSequence: '3' },
};

const anatomicRegionItem: AttributeTable = {
  name: 'General Anatomy Optional Macro',
  section: '10.7',
  attributes: { ...codeSequenceMacro.attributes, AnatomicRegionModifierSequence: '3' },
};

/**
 * The Segment Sequence. A label map has an item for its background, too: every value in its pixel data must be
 * described, 0 as well (PS3.3 section C.8.20.2.3.3). It belongs behind the segments: viewers that give colours by the
 * place in the sequence then get them right.
 */
export function segmentSequence({ request, segments }: SegContext): Record<string, unknown>[] {
  const described = segments.map(({ description, number }) => ({ ...description, number }));
  const ids = trackingIds(described);
  const items = described.map((segment, index) => segmentItem(segment, ids[index]));
  return request.kind === 'LABELMAP' ? [...items, backgroundItem()] : items;
}

/** A segment without codes or colour gets those that its label means, or generic ones. */
function segmentItem(segment: SegmentDescription, trackingId: string): Record<string, unknown> {
  const label = segmentLabel(segment);
  const meant = conceptForLabel(label);
  const { category, type, typeModifier, anatomicRegion, regionModifier } = codesOf(segment) ?? meant;
  return checkedAttributes<Record<string, unknown>>(segmentDescriptionMacro, {
    SegmentNumber: segment.number,
    SegmentLabel: label,
    ...(segment.description ? { SegmentDescription: segment.description } : {}),
    SegmentAlgorithmType: segment.algorithmType,
    ...algorithmOf(segment),
    RecommendedDisplayCIELabValue: cieLab(segment.rgb ?? meant.rgb),
    SegmentedPropertyCategoryCodeSequence: codeSequence(category),
    SegmentedPropertyTypeCodeSequence: withModifier(
      propertyTypeItem,
      type,
      'SegmentedPropertyTypeModifierCodeSequence',
      typeModifier,
    ),
    ...(anatomicRegion
      ? {
          AnatomicRegionSequence: withModifier(
            anatomicRegionItem,
            anatomicRegion,
            'AnatomicRegionModifierSequence',
            regionModifier,
          ),
        }
      : {}),
    TrackingID: trackingId,
    TrackingUID: segment.trackingUid ?? newUid(),
  });
}

/** The name must have a value for everything that was not drawn, also where nobody knows it. */
function algorithmOf(segment: SegmentDescription): Record<string, unknown> {
  if (segment.algorithmType === 'MANUAL') return {};
  const identification = algorithmIdentification(segment);
  return {
    SegmentAlgorithmName: segment.algorithmName?.slice(0, 64) || 'unknown',
    ...(identification ? { SegmentationAlgorithmIdentificationSequence: identification } : {}),
  };
}

interface SegmentCodes {
  readonly category: CodedConcept;
  readonly type: CodedConcept;
  readonly typeModifier?: CodedConcept;
  readonly anatomicRegion?: CodedConcept;
  readonly regionModifier?: CodedConcept;
}

/** The segment's own codes, in a current scheme where that is known; undefined if it has no category or no type. */
function codesOf(segment: SegmentDescription): SegmentCodes | undefined {
  const current = (concept: CodedConcept | undefined) => concept && currentConcept(concept);
  const [category, type] = [current(segment.category), current(segment.type)];
  if (!category || !type) return undefined;
  return {
    category,
    type,
    typeModifier: current(segment.typeModifier),
    anatomicRegion: current(segment.anatomicRegion),
    regionModifier: current(segment.regionModifier),
  };
}

function withModifier(
  table: AttributeTable,
  concept: CodedConcept,
  keyword: string,
  modifier: CodedConcept | undefined,
): Record<string, unknown>[] {
  const [code] = codeSequence(concept);
  return [
    checkedAttributes<Record<string, unknown>>(table, {
      ...code,
      ...(modifier ? { [keyword]: codeSequence(modifier) } : {}),
    }),
  ];
}

function backgroundItem(): Record<string, unknown> {
  return checkedAttributes(segmentDescriptionMacro, {
    SegmentNumber: 0,
    SegmentLabel: 'Background',
    SegmentAlgorithmType: 'MANUAL',
    RecommendedDisplayCIELabValue: cieLab([0, 0, 0]),
    SegmentedPropertyCategoryCodeSequence: codeSequence(SPATIAL_CONCEPT),
    SegmentedPropertyTypeCodeSequence: codeSequence(BACKGROUND),
  });
}

/** sRGB 0..255 → CIELab as unsigned shorts (PS3.3 section C.10.7.1.1), with the conversion that viewers undo. */
export function cieLab(rgb: readonly [number, number, number]): number[] {
  return quietDcmjs()
    .data.Colors.rgb2DICOMLAB(rgb.map((channel) => channel / 255))
    .map((value) => Math.min(65535, Math.max(0, Math.round(value))));
}

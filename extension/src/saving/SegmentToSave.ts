import {
  algorithmParameters,
  type SegmentDescription,
  type SliceOrigin,
  type StructureConcept,
} from '@few-shot-lms/dicom-seg';
import type { AlgorithmUsed } from '../state/sessionState';
import type { SegmentSource } from './SegSource';

/** A segment with all that a SEG says about it. */
export interface SegmentToSave extends SegmentSource {
  /** The model that filled slices; null if there was none, or none in this session. */
  readonly algorithm: AlgorithmUsed | null;
  /** What the user says it shows; null: what its label says, or what the SEG said that it was opened from. */
  readonly structure: StructureConcept | null;
  /** As the SEG described it that it was opened from. */
  readonly loaded: SegmentDescription | null;
  readonly trackingUid: string;
  /** By slice in spatial order. */
  readonly origins: ReadonlyMap<number, SliceOrigin>;
}

/** The segment for the SEG writer. */
export function describeSegment(segment: SegmentToSave): SegmentDescription {
  const { index, label, colour, loaded, trackingUid } = segment;
  return {
    ...codesOf(segment),
    ...(loaded?.algorithmType ? algorithmOf(loaded) : { algorithmType: 'MANUAL' }),
    ...(segment.algorithm ? modelOf(segment.algorithm) : {}),
    number: index,
    label,
    rgb: colour,
    trackingUid,
  };
}

type Codes = Pick<
  SegmentDescription,
  'category' | 'type' | 'typeModifier' | 'anatomicRegion' | 'regionModifier'
>;

function codesOf({ structure, loaded, label }: SegmentToSave): Codes {
  // A segment that was given another name means something else than in the SEG that it came from.
  const said = structure ?? (loaded?.label === label ? loaded : null);
  if (!said) return {};
  const { category, type, typeModifier, anatomicRegion, regionModifier } = said;
  return { category, type, typeModifier, anatomicRegion, regionModifier };
}

type Algorithm = Pick<
  SegmentDescription,
  'algorithmType' | 'algorithmName' | 'algorithmVersion' | 'algorithmParameters'
>;

function algorithmOf(loaded: SegmentDescription): Algorithm {
  const { algorithmType, algorithmName, algorithmVersion, algorithmParameters: parameters } = loaded;
  return { algorithmType, algorithmName, algorithmVersion, algorithmParameters: parameters };
}

function modelOf({ modelId, modelTitle, modelVersion, modelHashes }: AlgorithmUsed): Algorithm {
  const hashes = Object.entries(modelHashes).map(([role, sha256]) => [`${role}.sha256`, sha256] as const);
  return {
    algorithmType: 'SEMIAUTOMATIC',
    algorithmName: modelTitle,
    algorithmVersion: modelVersion,
    algorithmParameters: algorithmParameters({ model: modelId, ...Object.fromEntries(hashes) }),
  };
}

import {
  modelAlgorithm,
  type SegmentDescription,
  type SliceOrigin,
  type StructureConcept,
} from '@few-shot-lms/dicom-seg';
import type { AlgorithmUsed } from '../state/sessionState';
import { PRODUCT } from '../version';
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
  /** The same for people: what it was called first, whatever it is called now. */
  readonly trackingId: string;
  /** By slice in spatial order. */
  readonly origins: ReadonlyMap<number, SliceOrigin>;
}

/** The segment for the SEG writer. */
export function describeSegment(segment: SegmentToSave): SegmentDescription {
  const { index, label, colour, loaded, trackingUid, trackingId } = segment;
  return {
    ...codesOf(segment),
    ...(segment.algorithm ? modelOf(segment.algorithm) : algorithmOf(loaded)),
    number: index,
    label,
    rgb: colour,
    trackingUid,
    trackingId,
  };
}

type Codes = Pick<
  SegmentDescription,
  'category' | 'type' | 'typeModifier' | 'anatomicRegion' | 'regionModifier' | 'description'
>;

function codesOf({ structure, loaded, label }: SegmentToSave): Codes {
  // A segment that was given another name means something else than in the SEG that it came from.
  const said: Codes | null = structure ?? (loaded?.label === label ? loaded : null);
  if (!said) return {};
  const { category, type, typeModifier, anatomicRegion, regionModifier, description } = said;
  return { category, type, typeModifier, anatomicRegion, regionModifier, description };
}

type Algorithm = Pick<
  SegmentDescription,
  | 'algorithmType'
  | 'algorithmName'
  | 'algorithmIdentifiedAs'
  | 'algorithmFamily'
  | 'algorithmVersion'
  | 'algorithmSource'
  | 'algorithmParameters'
>;

function algorithmOf(loaded: SegmentDescription | null): Algorithm {
  if (!loaded?.algorithmType) return { algorithmType: 'MANUAL' };
  const { algorithmType, algorithmName, algorithmIdentifiedAs, algorithmFamily } = loaded;
  const { algorithmVersion, algorithmSource, algorithmParameters } = loaded;
  return {
    ...{ algorithmType, algorithmName, algorithmIdentifiedAs, algorithmFamily },
    ...{ algorithmVersion, algorithmSource, algorithmParameters },
  };
}

function modelOf({ modelId, modelTitle, modelVersion, modelHashes }: AlgorithmUsed): Algorithm {
  return modelAlgorithm({
    id: modelId,
    name: modelTitle,
    version: modelVersion,
    sha256: modelHashes,
    source: PRODUCT,
  });
}

import { newUid } from '../../part10/uid';

const SEGMENT_IDENTIFICATION_SEQUENCE = 0x0062000a;
const REFERENCED_SEGMENT_NUMBER = 0x0062000b;
const PLANE_POSITION_SEQUENCE = 0x00209113;
const IMAGE_POSITION_PATIENT = 0x00200032;

/**
 * Multi-frame Dimension Module (PS3.3 section C.7.6.17). Frames are indexed by segment (only where a frame belongs to
 * one segment) and by position along the normal.
 */
export function multiFrameDimensionModule(kind: 'LABELMAP' | 'BINARY'): Record<string, unknown> {
  const organization = newUid();
  const bySegment = {
    DimensionOrganizationUID: organization,
    DimensionIndexPointer: REFERENCED_SEGMENT_NUMBER,
    FunctionalGroupPointer: SEGMENT_IDENTIFICATION_SEQUENCE,
    DimensionDescriptionLabel: 'Segment Number',
  };
  const byPosition = {
    DimensionOrganizationUID: organization,
    DimensionIndexPointer: IMAGE_POSITION_PATIENT,
    FunctionalGroupPointer: PLANE_POSITION_SEQUENCE,
    DimensionDescriptionLabel: 'Image Position Patient',
  };
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: kind === 'BINARY' ? [bySegment, byPosition] : [byPosition],
  };
}

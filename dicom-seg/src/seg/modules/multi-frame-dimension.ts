import { newUid } from '../../part10/uid';
import type { IodModule } from '../iod/iod-module';

const SEGMENT_IDENTIFICATION_SEQUENCE = 0x0062000a;
const REFERENCED_SEGMENT_NUMBER = 0x0062000b;
const PLANE_POSITION_SEQUENCE = 0x00209113;
const IMAGE_POSITION_PATIENT = 0x00200032;

/**
 * Multi-frame Dimension Module (PS3.3 section C.7.6.17). Frames are indexed by segment (only where a frame belongs to
 * one segment) and by position along the normal. Dimension Organization Type is left out: its value 3D promises frames
 * at even distances, and empty frames are not stored.
 */
export const multiFrameDimensionModule: IodModule = {
  name: 'Multi-frame Dimension Module',
  section: 'C.7.6.17',
  entity: 'Image',
  usage: 'M',
  attributes: { DimensionOrganizationSequence: '1', DimensionIndexSequence: '1' },
  write({ request }) {
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
      DimensionIndexSequence: request.kind === 'LABELMAP' ? [byPosition] : [bySegment, byPosition],
    };
  },
};

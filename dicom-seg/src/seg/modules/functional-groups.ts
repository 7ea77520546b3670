import { dcm } from '../../codes/coded-concept';
import { decimalString } from '../../part10/decimal-string';
import type { SourceInstance } from '../../series/source-instance';
import { cross, dot } from '../../series/vector';
import { emptyRunsBeside } from '../empty-runs-beside';
import { frameComments } from '../frame-comments';
import type { SegFrame } from '../frames/seg-frames';
import type { AttributeTable } from '../iod/attribute-table';
import { checkedAttributes } from '../iod/attribute-table';
import type { IodModule, SegContext } from '../iod/iod-module';
import type { SliceOrigin } from '../slice-origin';
import { isEmptyOrigin } from '../slice-origin';
import { codeSequence } from './code-sequence';

const SEGMENTATION = dcm('113076', 'Segmentation');
const SOURCE_IMAGE = dcm('121322', 'Source image for image processing operation');

/** Multi-frame Functional Groups Module (PS3.3 section C.7.6.16). */
export const multiFrameFunctionalGroupsModule: IodModule = {
  name: 'Multi-frame Functional Groups Module',
  section: 'C.7.6.16',
  entity: 'Image',
  usage: 'M',
  attributes: {
    NumberOfFrames: '1',
    SharedFunctionalGroupsSequence: '1',
    PerFrameFunctionalGroupsSequence: '1',
  },
  write: (context) => ({
    NumberOfFrames: String(context.content.frames.length),
    SharedFunctionalGroupsSequence: [{ ...pixelMeasures(context), ...planeOrientation(context) }],
    PerFrameFunctionalGroupsSequence: perFrameGroups(context),
  }),
};

/** Pixel Measures Macro, PS3.3 section C.7.6.16.2.1. */
export const pixelMeasuresMacro: AttributeTable = {
  name: 'Pixel Measures Macro',
  section: 'C.7.6.16.2.1',
  attributes: { PixelSpacing: '1C', SliceThickness: '1C', SpacingBetweenSlices: '1C' },
};

function pixelMeasures({ request: { geometry, instances }, content }: SegContext): Record<string, unknown> {
  const { plane } = instances[content.frames[0].slice];
  const normal = cross(geometry.direction[0], geometry.direction[1]);
  // A sheared stack: the standard wants the distance perpendicular to the slices.
  const between = geometry.spacing[2] * dot(geometry.direction[2], normal);
  const thickness = plane.sliceThickness;
  const item = checkedAttributes(pixelMeasuresMacro, {
    SliceThickness: decimalString(thickness && thickness > 0 ? thickness : between),
    SpacingBetweenSlices: decimalString(between),
    PixelSpacing: plane.pixelSpacing.map(decimalString),
  });
  return { PixelMeasuresSequence: [item] };
}

/** Plane Orientation (Patient) Macro, PS3.3 section C.7.6.16.2.4. */
export const planeOrientationMacro: AttributeTable = {
  name: 'Plane Orientation (Patient) Macro',
  section: 'C.7.6.16.2.4',
  attributes: { ImageOrientationPatient: '1C' },
};

function planeOrientation({ request, content }: SegContext): Record<string, unknown> {
  const { plane } = request.instances[content.frames[0].slice];
  const item = checkedAttributes(planeOrientationMacro, {
    ImageOrientationPatient: plane.imageOrientation.map(decimalString),
  });
  return { PlaneOrientationSequence: [item] };
}

function perFrameGroups({ request, content, segments }: SegContext): Record<string, unknown>[] {
  const { instances, kind, origins } = request;
  // Slices that have a frame, ascending: their order is the dimension index.
  const slices = [...new Set(content.frames.map(({ slice }) => slice))].sort((a, b) => a - b);
  const places = new Map(slices.map((slice, index) => [slice, index + 1]));
  const numberInRequest = new Map(segments.map(({ number, description }) => [number, description.number]));
  const originAt = (number: number, slice: number): SliceOrigin | undefined =>
    origins?.get(numberInRequest.get(number)!)?.get(slice);
  const originsOf = ({ slice, segments: shown }: SegFrame): [number, SliceOrigin][] =>
    shown.flatMap((number) => {
      const origin = originAt(number, slice);
      return origin && !isEmptyOrigin(origin) ? [[number, origin] as [number, SliceOrigin]] : [];
    });
  const emptyRunsOf = emptyRunsBeside(content.frames, instances.length, originAt);
  return content.frames.map((frame) => {
    const place = places.get(frame.slice)!;
    const [segment] = frame.segments;
    return {
      ...frameContent(
        kind === 'LABELMAP' ? [place] : [segment, place],
        origins && frameComments(originsOf(frame), emptyRunsOf(frame)),
      ),
      ...planePosition(instances[frame.slice]),
      ...derivationImage(instances[frame.slice]),
      ...(kind === 'LABELMAP' ? {} : segmentIdentification(segment)),
    };
  });
}

/** Frame Content Macro, PS3.3 section C.7.6.16.2.2. */
export const frameContentMacro: AttributeTable = {
  name: 'Frame Content Macro',
  section: 'C.7.6.16.2.2',
  attributes: { DimensionIndexValues: '1C', FrameComments: '3' },
};

function frameContent(indices: readonly number[], comments: string | undefined): Record<string, unknown> {
  const item = checkedAttributes<Record<string, unknown>>(frameContentMacro, {
    DimensionIndexValues: indices,
    ...(comments ? { FrameComments: comments } : {}),
  });
  return { FrameContentSequence: [item] };
}

/** Plane Position (Patient) Macro, PS3.3 section C.7.6.16.2.3. */
export const planePositionMacro: AttributeTable = {
  name: 'Plane Position (Patient) Macro',
  section: 'C.7.6.16.2.3',
  attributes: { ImagePositionPatient: '1C' },
};

function planePosition({ plane }: SourceInstance): Record<string, unknown> {
  const item = checkedAttributes(planePositionMacro, {
    ImagePositionPatient: plane.imagePosition.map(decimalString),
  });
  return { PlanePositionSequence: [item] };
}

/** Derivation Image Macro, PS3.3 section C.7.6.16.2.6. */
export const derivationImageMacro: AttributeTable = {
  name: 'Derivation Image Macro',
  section: 'C.7.6.16.2.6',
  attributes: { DerivationCodeSequence: '1', SourceImageSequence: '2' },
};

/** An item of its Source Image Sequence, after the Image SOP Instance Reference Macro (PS3.3 section 10.3). */
export const sourceImageItem: AttributeTable = {
  name: 'Image SOP Instance Reference Macro',
  section: '10.3',
  attributes: {
    ReferencedSOPClassUID: '1',
    ReferencedSOPInstanceUID: '1',
    ReferencedFrameNumber: '1C',
    PurposeOfReferenceCodeSequence: '1',
    SpatialLocationsPreserved: '3',
  },
};

function derivationImage(instance: SourceInstance): Record<string, unknown> {
  const { sopClassUid, sopInstanceUid, frameNumber } = instance;
  const source = checkedAttributes<Record<string, unknown>>(sourceImageItem, {
    ReferencedSOPClassUID: sopClassUid,
    ReferencedSOPInstanceUID: sopInstanceUid,
    ...(frameNumber === undefined ? {} : { ReferencedFrameNumber: String(frameNumber) }),
    PurposeOfReferenceCodeSequence: codeSequence(SOURCE_IMAGE),
    SpatialLocationsPreserved: 'YES',
  });
  const item = checkedAttributes(derivationImageMacro, {
    DerivationCodeSequence: codeSequence(SEGMENTATION),
    SourceImageSequence: [source],
  });
  return { DerivationImageSequence: [item] };
}

/** Segmentation Macro, PS3.3 section C.8.20.3.1; not for label maps, whose frames show several segments. */
export const segmentationMacro: AttributeTable = {
  name: 'Segmentation Macro',
  section: 'C.8.20.3.1',
  attributes: { ReferencedSegmentNumber: '1' },
};

function segmentIdentification(segmentNumber: number): Record<string, unknown> {
  const item = checkedAttributes(segmentationMacro, { ReferencedSegmentNumber: segmentNumber });
  return { SegmentIdentificationSequence: [item] };
}

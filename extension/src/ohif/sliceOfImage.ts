import { slicePlaneOf, type SlicePlane } from '@few-shot-lms/dicom-seg';
import type { NaturalInstance } from './ohifServices';

/** Number of the frame, from 1, of an enhanced multi-frame image that OHIF gives this header for; else undefined. */
export function frameNumberOf(instance: NaturalInstance): number | undefined {
  if (instance.PerFrameFunctionalGroupsSequence === undefined) return undefined;
  // OHIF leaves the number out where there is one frame only.
  return Number(instance.frameNumber ?? 1);
}

/** Where an image, or a frame of an enhanced multi-frame one, lies in space; undefined if it does not say so. */
export function planeOf(instance: NaturalInstance): SlicePlane | undefined {
  const number = frameNumberOf(instance);
  return slicePlaneOf(instance, number === undefined ? undefined : number - 1);
}

import type { NaturalizedDataset, SliceOrigin, SliceOrigins, SourceInstance } from '@few-shot-lms/dicom-seg';
import { frameOriginsOf } from '@few-shot-lms/dicom-seg';

/** The image of a slice: an instance, or one of its frames, counted from 1. */
type SliceImage = Pick<SourceInstance, 'sopInstanceUid' | 'frameNumber'>;

/**
 * How segments of a SEG came to be on the slices of a series, by segment number; only where the SEG says so.
 *
 * @param dataset of the SEG
 * @param slices images in spatial order
 */
export function sliceOriginsOf(dataset: NaturalizedDataset, slices: readonly SliceImage[]): SliceOrigins {
  const sliceOf = new Map(slices.map((image, slice) => [keyOf(image), slice]));
  const origins = new Map<number, Map<number, SliceOrigin>>();
  for (const { segmentNumber, origin, ...image } of frameOriginsOf(dataset)) {
    const slice = sliceOf.get(keyOf(image));
    if (slice === undefined) continue;
    const known = origins.get(segmentNumber) ?? new Map<number, SliceOrigin>();
    origins.set(segmentNumber, known.set(slice, origin));
  }
  return origins;
}

function keyOf({ sopInstanceUid, frameNumber = 1 }: SliceImage): string {
  return `${sopInstanceUid}/${frameNumber}`;
}

import {
  readSegments,
  sliceOriginsOf,
  textOf,
  type NaturalizedDataset,
  type SegmentDescription,
  type SliceImage,
  type SliceOrigins,
} from '@few-shot-lms/dicom-seg';
import { PRODUCT } from '../version';
import type { SegPlace } from './SegPlace';

/** What a SEG says besides its voxels, for a segmentation that the viewer has opened from it. */
export interface LoadedSeg {
  /** null for the SEG of another program: ours go into a series of their own. */
  readonly place: SegPlace | null;
  /** By segment index, which is the segment number of the file. */
  readonly segments: ReadonlyMap<number, SegmentDescription>;
  /** How segments came to be on slices, or why they are not, by segment index and slice in spatial order. */
  readonly origins: SliceOrigins;
}

/**
 * @param dataset of the SEG, as the viewer has it
 * @param slices images in spatial order
 */
export function loadedSeg(dataset: NaturalizedDataset, slices: readonly SliceImage[]): LoadedSeg {
  return {
    place: placeOf(dataset),
    segments: new Map(readSegments(dataset).map((segment) => [segment.number, segment])),
    origins: sliceOriginsOf(dataset, slices),
  };
}

/** All instances of a series come from one equipment (PS3.3 section A.1.4), so only our own can be continued. */
function placeOf(dataset: NaturalizedDataset): SegPlace | null {
  const { SeriesInstanceUID, SeriesNumber, ManufacturerModelName } = dataset;
  const seriesDescription = textOf(dataset, 'SeriesDescription');
  const [date, time] = ['SeriesDate', 'SeriesTime'].map((keyword) => textOf(dataset, keyword));
  if (ManufacturerModelName !== PRODUCT || typeof SeriesInstanceUID !== 'string') return null;
  const seriesNumber = Number(SeriesNumber);
  const instanceNumber = Number(dataset.InstanceNumber);
  return {
    seriesInstanceUid: SeriesInstanceUID,
    ...(Number.isInteger(seriesNumber) ? { seriesNumber } : {}),
    ...(seriesDescription ? { seriesDescription } : {}),
    ...(date && time ? { seriesStarted: { date, time } } : {}),
    instanceNumber: Number.isInteger(instanceNumber) ? Math.max(0, instanceNumber) : 0,
  };
}

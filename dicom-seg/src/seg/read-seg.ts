import type { Said, VolumeGeometry } from '@few-shot-lms/engine';
import type { NaturalizedDataset } from '../part10/dataset';
import { textOf } from '../part10/dataset';
import { isPart10, parsePart10 } from '../part10/parse-part10';
import { frameReader } from '../pixels/frame-reader';
import type { LabelledFrames } from './frame-labels';
import { labelMapFrames, segmentFrames } from './frame-labels';
import { LabelLayers } from './label-layers';
import { readSegments } from './read-segments';
import { isSegClass } from './seg-class';
import type { SegFrame } from './seg-frame';
import { segFramesOf } from './seg-frame';
import { fillLayers } from './fill-layers';
import { segPixelsOf } from './seg-pixels';
import type { ReferenceTarget } from './seg-reference';
import { segReference } from './seg-reference';
import type { SegmentDescription } from './segment-description';
import { dicomError, dicomSaid } from '../sentences';

/** The series that a SEG is read for. */
export interface SegTarget extends ReferenceTarget {
  readonly geometry: VolumeGeometry;
  /** instances[k] belongs to slice k; `frameNumber` (from 1) for frames of a multi-frame image. */
  readonly instances: readonly { readonly sopInstanceUid: string; readonly frameNumber?: number }[];
}

export interface SegReadOptions {
  /** FRACTIONAL: voxels of at least this share of the maximum become object; above 0, at most 1. 0.5 if absent. */
  readonly threshold?: number;
}

export interface SegContent {
  /** Segment numbers, 0 for background, on the grid of the series: (k * rows + j) * columns + i. */
  readonly labelmap: Uint16Array;
  /** Where segments overlap: further labelmaps for the voxels that another segment has in the one before. */
  readonly overlays: readonly Uint16Array[];
  readonly segments: SegmentDescription[];
  /** The series that the SEG was made on, '' if it names none. */
  readonly referencedSeriesInstanceUid: string;
  /** Everything else that the file says, without its pixel data. */
  readonly dataset: NaturalizedDataset;
  /** Each a sentence; `inEnglish` says it. */
  readonly warnings: readonly Said[];
}

/** Whether a file is a DICOM SEG, by its SOP class. Never throws. */
export function isSeg(bytes: Uint8Array): boolean {
  if (!isPart10(bytes)) return false;
  try {
    return isSegClass(textOf(parsePart10(bytes, { pixelData: false }).dataset, 'SOPClassUID'));
  } catch {
    // Whatever it is, it cannot be read, so it is no SEG that we could use; readSeg says why.
    return false;
  }
}

/**
 * Reads a SEG (BINARY, FRACTIONAL or LABELMAP) as labels on the grid of a series. A frame belongs where it says it
 * lies in space; the order of frames and of images does not matter. A SEG whose pixels are not voxels of the series is
 * resampled to the nearest ones, if both share a frame of reference. Segments that overlap all keep their voxels.
 * Whatever a person should know about it is said in a warning.
 *
 * @throws UserError if the file is no SEG, lies in another frame of reference, does not meet the series, or cannot be
 * decoded
 */
export async function readSeg(
  bytes: Uint8Array,
  target: SegTarget,
  { threshold = 0.5 }: SegReadOptions = {},
): Promise<SegContent> {
  if (!(threshold > 0 && threshold <= 1)) {
    throw dicomError('badThreshold', threshold);
  }
  const file = parsePart10(bytes, { pixelData: true });
  const { dataset } = file;
  if (!isSegClass(textOf(dataset, 'SOPClassUID'))) {
    throw dicomError('noSeg');
  }
  const warnings: Said[] = [];
  const reference = segReference(dataset, target);
  if (!reference.madeOnSeries) {
    const { seriesInstanceUid: other } = reference;
    warnings.push(other ? dicomSaid('placedFromOther', other) : dicomSaid('placedFromUnnamed'));
  }
  if (reference.madeOnOtherImages) warnings.push(dicomSaid('placedFromOtherImages'));
  const pixels = segPixelsOf(dataset);
  const described = readSegments(dataset);
  checkNumbers(described);
  const labelled: LabelledFrames =
    pixels.type === 'LABELMAP'
      ? labelMapFrames(dataset, described, warnings)
      : segmentFrames(pixels, described, threshold);
  const frames = inOrderOfSegments(segFramesOf(dataset, pixels), described);
  const read = await frameReader(file, pixels);
  const { columns, rows, slices } = target.geometry;
  const layers = new LabelLayers(columns * rows * slices);
  fillLayers(layers, {
    frames,
    labelsOf: (frame) => labelled.labelsOf(frame, read(frame.index)),
    size: pixels,
    target,
    madeOnSlices: reference.madeOnSeries && !reference.madeOnOtherImages,
    warnings,
  });
  if (pixels.type === 'FRACTIONAL') {
    const occupancy = textOf(dataset, 'SegmentationFractionalType') === 'OCCUPANCY';
    warnings.push(dicomSaid(occupancy ? 'occupancies' : 'probabilities', threshold));
  }
  if (layers.overlapping > 0) warnings.push(dicomSaid('segmentsOverlap', layers.overlapping));
  const segments = labelled.segments();
  if (file.damaged) warnings.push(dicomSaid('damagedRead'));
  return {
    ...layers.build(),
    segments,
    referencedSeriesInstanceUid: reference.seriesInstanceUid,
    dataset,
    warnings,
  };
}

function checkNumbers(segments: readonly SegmentDescription[]): void {
  const numbers = segments.map(({ number }) => number);
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice !== undefined) throw dicomError('describedTwice', twice);
}

/** In the order of the segments, whatever the order of the frames: the first segment has the first labelmap. */
function inOrderOfSegments(frames: readonly SegFrame[], segments: readonly SegmentDescription[]): SegFrame[] {
  const rank = new Map(segments.map(({ number }, index) => [number, index]));
  const rankOf = ({ segment }: SegFrame): number =>
    segment === undefined ? 0 : (rank.get(segment) ?? segments.length);
  return [...frames].sort((a, b) => rankOf(a) - rankOf(b) || a.index - b.index);
}

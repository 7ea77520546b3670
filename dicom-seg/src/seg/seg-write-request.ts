import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { SourceInstance } from '../series/source-instance';
import type { Labelmap } from './overlaps';
import { findOverlaps } from './overlaps';
import type { SegPixelEncoding } from './seg-kinds';
import { segKinds } from './seg-kinds';
import type { SegmentDescription } from './segment-description';
import type { SliceOrigins } from './slice-origin';
import { dicomError } from '../sentences';

interface SegRequest {
  /** instances[k] belongs to slice k. */
  readonly instances: readonly SourceInstance[];
  readonly geometry: VolumeGeometry;
  /** A segment without a voxel is described, but gets no frame. */
  readonly segments: readonly SegmentDescription[];
  /** How segments came to be on slices, or why they are not, where it is known: goes into the comments of the frames. */
  readonly origins?: SliceOrigins;
  /** All objects of a series must have the same. */
  readonly seriesDescription?: string;
  /** What this object is called; as the series if absent. */
  readonly contentDescription?: string;
  readonly seriesNumber?: number;
  /** When an existing series began (DICOM date and time), which its objects have in common; now if absent. */
  readonly seriesStarted?: { readonly date: string; readonly time: string };
  /** An existing series of SEGs to add to; a new one if absent. */
  readonly seriesInstanceUid?: string;
  /** A new one if absent; no two objects may have the same. */
  readonly sopInstanceUid?: string;
  /** 1 if absent; higher for "save again" into the same series. */
  readonly instanceNumber?: number;
  /** Name of the person, in DICOM's form (Family^Given). */
  readonly contentCreator?: string;
  readonly software: { readonly name: string; readonly version: string };
}

/** A SEG of labels. */
export interface LabelSegRequest extends SegRequest {
  /** LABELMAP keeps the segment numbers; BINARY counts them 1, 2, … in their order, as the standard wants it. */
  readonly kind: 'LABELMAP' | 'BINARY';
  /** BINARY goes with UNCOMPRESSED only. */
  readonly encoding: SegPixelEncoding;
  /** Segment numbers, 0 for background, on the grid of the geometry: (k * rows + j) * columns + i. */
  readonly labelmap: Labelmap;
  /** Further labelmaps of the same grid, for segments that overlap those of the first; they need BINARY. */
  readonly overlays?: readonly Labelmap[];
}

/** A SEG of probabilities. */
export interface FractionalSegRequest extends SegRequest {
  readonly kind: 'FRACTIONAL';
  readonly encoding: SegPixelEncoding;
  /**
   * The probability of a segment on a slice, 0..1, row by row; undefined where it is zero everywhere. Asked for once a
   * slice and segment.
   */
  readonly fractionOf: (segmentNumber: number, slice: number) => Float32Array | undefined;
}

/** What `writeSeg` makes a SEG of. */
export type SegWriteRequest = LabelSegRequest | FractionalSegRequest;

/** @throws UserError if the request does not make a valid SEG */
export function checkSegWriteRequest(request: SegWriteRequest): void {
  const { instances, geometry, segments, kind, encoding } = request;
  if (instances.length !== geometry.slices) {
    throw dicomError('imagesMissing', instances.length, geometry.slices);
  }
  for (const { plane } of instances) {
    if (plane.rows !== geometry.rows || plane.columns !== geometry.columns) {
      throw dicomError('imageSizes');
    }
  }
  if (segments.length === 0) throw dicomError('noSegment');
  const numbers = new Set<number>();
  for (const { number, label } of segments) {
    if (!Number.isInteger(number) || number < 1 || number > 65535) {
      throw dicomError('badSegmentNumber', label, number);
    }
    if (numbers.has(number)) throw dicomError('numberTwice', number);
    numbers.add(number);
  }
  const encodings: readonly SegPixelEncoding[] = segKinds[kind].encodings;
  if (!encodings.includes(encoding)) {
    throw dicomError('noSuchEncoding', kind, encoding);
  }
  if (kind !== 'FRACTIONAL') checkLabels(request);
}

function checkLabels({ geometry, kind, labelmap, overlays = [], segments }: LabelSegRequest): void {
  const voxels = geometry.columns * geometry.rows * geometry.slices;
  const labelmaps = [labelmap, ...overlays];
  for (const { length } of labelmaps) {
    if (length !== voxels) {
      throw dicomError('labelmapSize', length, voxels);
    }
  }
  if (kind === 'BINARY') return;
  const [overlap] = findOverlaps(labelmaps);
  if (!overlap) return;
  const name = (number: number): string =>
    segments.find((segment) => segment.number === number)?.label ?? String(number);
  throw dicomError('overlap', name(overlap.first), name(overlap.second), overlap.voxels);
}

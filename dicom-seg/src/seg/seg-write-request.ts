import type { VolumeGeometry } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import type { SourceInstance } from '../series/source-instance';
import type { SegmentDescription } from './segment-description';

/** What `writeSeg` makes a SEG of. */
export interface SegWriteRequest {
  /** instances[k] belongs to slice k. */
  readonly instances: readonly SourceInstance[];
  readonly geometry: VolumeGeometry;
  /** Segment numbers, 0 for background, on the grid of the geometry: (k * rows + j) * columns + i. */
  readonly labelmap: Uint8Array | Uint16Array;
  /** One for every value in the labelmap; a segment without a voxel is described, but gets no frame. */
  readonly segments: readonly SegmentDescription[];
  /** LABELMAP keeps the segment numbers; BINARY counts them 1, 2, … in their order, as the standard wants it. */
  readonly kind: 'LABELMAP' | 'BINARY';
  /** Pixels of one bit (BINARY) cannot be RLE compressed: BINARY goes with UNCOMPRESSED. */
  readonly encoding: 'RLE' | 'UNCOMPRESSED';
  readonly seriesDescription?: string;
  readonly seriesNumber?: number;
  /** An existing series of SEGs to add to; a new one if absent. */
  readonly seriesInstanceUid?: string;
  /** 1 if absent; higher for "save again" into the same series. */
  readonly instanceNumber?: number;
  /** Name of the person, in DICOM's form (Family^Given). */
  readonly contentCreator?: string;
  readonly software: { readonly name: string; readonly version: string };
}

/** @throws UserError if the request does not make a valid SEG */
export function checkSegWriteRequest(request: SegWriteRequest): void {
  const { instances, geometry, labelmap, segments, kind, encoding } = request;
  const fail = (message: string): never => {
    throw new UserError(message);
  };
  const voxels = geometry.columns * geometry.rows * geometry.slices;
  if (labelmap.length !== voxels) {
    fail(
      `The labelmap has ${labelmap.length} voxels, the images have ${voxels}; save it with the series it was drawn on.`,
    );
  }
  if (instances.length !== geometry.slices) {
    fail(
      `There are ${instances.length} source images for ${geometry.slices} slices; open the whole series and save again.`,
    );
  }
  for (const { plane } of instances) {
    if (plane.rows !== geometry.rows || plane.columns !== geometry.columns) {
      fail('The source images differ from the labelmap in size; save it with the series it was drawn on.');
    }
  }
  if (segments.length === 0) fail('There is no segment to save; draw one first.');
  const numbers = new Set<number>();
  for (const { number, label } of segments) {
    if (!Number.isInteger(number) || number < 1 || number > 65535) {
      fail(`Segment "${label}" has the number ${number}; segment numbers go from 1 to 65535.`);
    }
    if (numbers.has(number)) fail(`Two segments have the number ${number}; give each its own.`);
    numbers.add(number);
  }
  if (kind === 'BINARY' && encoding === 'RLE') {
    fail('A BINARY segmentation cannot be RLE compressed; save it uncompressed, or as a labelmap.');
  }
}

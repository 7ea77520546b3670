import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { Said } from '@few-shot-lms/engine';
import { sameGrid } from '../series/order-slices';
import { frameDistance, frameExtent, frameThickness } from './frame-extent';
import type { LabelLayers } from './label-layers';
import type { FramePlaces, SliceSources } from './place-frames';
import { depthAxis, forEachLabelledVoxel, placeFrames } from './place-frames';
import type { LabelledFrame } from './resample-frames';
import { resampleFrames } from './resample-frames';
import type { SegFrame } from './seg-frame';
import { dicomError, dicomSaid } from '../sentences';

/** Frames and the volume that they go to. */
interface FramesAndTarget {
  readonly frames: readonly SegFrame[];
  readonly labelsOf: (frame: SegFrame) => Uint16Array;
  readonly size: { readonly rows: number; readonly columns: number };
  readonly target: { readonly geometry: VolumeGeometry; readonly instances: SliceSources };
  /** On the images of the target, not on others that share their frame of reference. */
  readonly madeOnSlices: boolean;
  readonly warnings: Said[];
}

/** Frames of other images whose distance or thickness differs from the distance of the slices by less than this share fit them. */
const SAME_DISTANCE = 0.05;

/**
 * Puts frames into a volume: pixel by pixel where they lie on its voxels, otherwise by the nearest pixel, which is said
 * in a warning.
 *
 * @throws UserError if nothing of them lies in the volume
 */
export function fillLayers(layers: LabelLayers, request: FramesAndTarget): void {
  const { frames, target, size } = request;
  const places = placeFrames(frames, target.geometry, target.instances, size);
  if (places && isExact(places, request)) fillExactly(layers, places, request);
  else fillNearest(layers, request);
}

/**
 * A SEG of the slices themselves is taken slice by slice. That of another series or acquisition may have the same pixels in
 * the plane, and still be of thinner or thicker slices, each of which then stands for more or less than one slice here. Frames of
 * slices that are no neighbours may be far apart, and each stand for one slice all the same.
 */
function isExact({ placed }: FramePlaces, { frames, target, madeOnSlices }: FramesAndTarget): boolean {
  if (madeOnSlices) return true;
  if (placed.some(({ onSlice }) => !onSlice)) return false;
  const spacing = target.geometry.spacing[depthAxis(placed[0].lattice)];
  return [frameDistance(frames), frameThickness(frames)].some(
    (extent) => extent !== undefined && Math.abs(extent / spacing - 1) < SAME_DISTANCE,
  );
}

function fillExactly(layers: LabelLayers, { placed, bySource }: FramePlaces, request: FramesAndTarget): void {
  const { labelsOf, size, target, warnings } = request;
  const onSlices = placed.filter(({ onSlice }) => onSlice);
  if (onSlices.length === 0) throw dicomError('beside');
  for (const { frame, lattice } of onSlices) {
    forEachLabelledVoxel(lattice, labelsOf(frame), size.columns, target.geometry, (voxel, label) =>
      layers.add(voxel, label),
    );
  }
  const beside = placed.length - onSlices.length;
  if (beside > 0) warnings.push(dicomSaid('framesBeside', beside));
  if (bySource > 0) warnings.push(dicomSaid('framesBySource', bySource));
}

function fillNearest(layers: LabelLayers, { frames, labelsOf, target, warnings }: FramesAndTarget): void {
  const extent = frameExtent(frames, target.geometry);
  let voxels = 0;
  // Segment by segment, so that those that overlap do not hide each other.
  for (const group of stacksOf(frames)) {
    const labelled = group.map((frame): LabelledFrame => ({
      plane: planeOf(frame),
      labels: labelsOf(frame),
    }));
    resampleFrames(labelled, extent, target.geometry, (voxel, label) => {
      layers.add(voxel, label);
      voxels++;
    });
  }
  if (voxels === 0) throw dicomError('beside');
  warnings.push(dicomSaid('resampled'));
}

/** Frames of one segment (of all, in a label map) and one grid. */
function stacksOf(frames: readonly SegFrame[]): SegFrame[][] {
  const stacks: SegFrame[][] = [];
  for (const frame of frames) {
    const plane = planeOf(frame);
    const stack = stacks.find(
      ([first]) => first.segment === frame.segment && sameGrid(planeOf(first), plane),
    );
    if (stack) stack.push(frame);
    else stacks.push([frame]);
  }
  return stacks;
}

function planeOf({ plane, index }: SegFrame): NonNullable<SegFrame['plane']> {
  if (!plane) {
    throw dicomError('frameWithoutPlace', index + 1);
  }
  return plane;
}

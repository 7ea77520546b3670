import type { Vector3, VolumeGeometry } from '@few-shot-lms/engine';
import type { SlicePlane } from '../series/slice-plane';
import { normalOf } from '../series/slice-plane';
import { addScaled, dot, toVector } from '../series/vector';

/** A frame with the segment numbers of its pixels. */
export interface LabelledFrame {
  readonly plane: SlicePlane;
  readonly labels: Uint16Array;
}

/** A frame in the coordinates of its stack: depth along the normal, and pixel coordinates of the space's origin. */
interface StackedFrame {
  readonly depth: number;
  readonly column: number;
  readonly row: number;
  readonly labels: Uint16Array;
}

/**
 * Takes frames of any orientation and resolution to the voxels of a volume: a voxel gets the label of the pixel nearest
 * to its centre, if that is not farther than half a pixel and half the frame's extent.
 *
 * @param frames of one grid: the same orientation, size and pixel spacing
 * @param extent how much of space a frame stands for along its normal, mm
 * @param visit called for every voxel with a label
 */
export function resampleFrames(
  frames: readonly LabelledFrame[],
  extent: number,
  geometry: VolumeGeometry,
  visit: (voxel: number, label: number) => void,
): void {
  const { plane } = frames[0];
  const alongColumns = toVector(plane.imageOrientation, 0);
  const alongRows = toVector(plane.imageOrientation, 3);
  const normal = normalOf(plane);
  const [rowSpacing, columnSpacing] = plane.pixelSpacing;
  const stack = frames
    .map(({ plane: { imagePosition }, labels }): StackedFrame => ({
      depth: dot(imagePosition, normal),
      column: dot(imagePosition, alongColumns) / columnSpacing,
      row: dot(imagePosition, alongRows) / rowSpacing,
      labels,
    }))
    .sort((a, b) => a.depth - b.depth);
  const toFrame = (v: Vector3): Vector3 => [
    dot(v, alongColumns) / columnSpacing,
    dot(v, alongRows) / rowSpacing,
    dot(v, normal),
  ];
  const half = (extent / 2) * 1.001;
  const [u, v, w] = geometry.direction;
  const stepI = toFrame(addScaled([0, 0, 0], u, geometry.spacing[0]));
  const box = labelledBox(stack, plane.columns);
  if (!box) return;

  for (let k = 0; k < geometry.slices; k++) {
    const slice = addScaled(geometry.origin, w, geometry.slicePositions[k]);
    for (let j = 0; j < geometry.rows; j++) {
      const start = toFrame(addScaled(slice, v, j * geometry.spacing[1]));
      const span = spanOf(start, stepI, box, half, geometry.columns);
      let nearest = 0;
      for (let i = span[0]; i < span[1]; i++) {
        const depth = start[2] + i * stepI[2];
        nearest = nearestFrame(stack, depth, nearest);
        const frame = stack[nearest];
        if (Math.abs(frame.depth - depth) > half) continue;
        const column = Math.round(start[0] + i * stepI[0] - frame.column);
        const row = Math.round(start[1] + i * stepI[1] - frame.row);
        if (column < 0 || row < 0 || column >= plane.columns || row >= plane.rows) continue;
        const label = frame.labels[row * plane.columns + column];
        if (label !== 0) visit((k * geometry.rows + j) * geometry.columns + i, label);
      }
    }
  }
}

/** Index of the frame nearest to a depth, found from the one that was nearest to the voxel before. */
function nearestFrame(stack: readonly StackedFrame[], depth: number, from: number): number {
  let nearest = from;
  const distance = (index: number): number => Math.abs(stack[index].depth - depth);
  while (nearest + 1 < stack.length && distance(nearest + 1) < distance(nearest)) nearest++;
  while (nearest > 0 && distance(nearest - 1) < distance(nearest)) nearest--;
  return nearest;
}

/** Smallest and largest column, row (in the stack's coordinates) and depth of labelled pixels. */
type Box = readonly [low: Vector3, high: Vector3];

function labelledBox(stack: readonly StackedFrame[], columns: number): Box | undefined {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const frame of stack) {
    for (let pixel = 0; pixel < frame.labels.length; pixel++) {
      if (frame.labels[pixel] === 0) continue;
      const column = pixel % columns;
      const at = [frame.column + column, frame.row + (pixel - column) / columns, frame.depth];
      for (let axis = 0; axis < 3; axis++) {
        low[axis] = Math.min(low[axis], at[axis]);
        high[axis] = Math.max(high[axis], at[axis]);
      }
    }
  }
  return low[0] <= high[0] ? [low, high] : undefined;
}

/** First and behind-last i of a row of voxels that may meet the box, half a pixel around it included. */
function spanOf(
  start: Vector3,
  step: Vector3,
  [low, high]: Box,
  half: number,
  columns: number,
): [number, number] {
  let from = 0;
  let to = columns - 1;
  for (let axis = 0; axis < 3; axis++) {
    const margin = axis === 2 ? half : 0.5;
    const a = low[axis] - margin - start[axis];
    const b = high[axis] + margin - start[axis];
    if (Math.abs(step[axis]) < 1e-9) {
      if (a > 0 || b < 0) return [0, 0];
      continue;
    }
    const ends = [a / step[axis], b / step[axis]];
    from = Math.max(from, Math.floor(Math.min(...ends)));
    to = Math.min(to, Math.ceil(Math.max(...ends)));
  }
  return [from, to + 1];
}

import type { VolumeGeometry, Vector3 } from '@few-shot-lms/engine';
import type { SlicePlane } from '../series/slice-plane';
import { addScaled, cross, dot, subtract, toVector } from '../series/vector';

/** A corner of a frame may lie this far from the centre of a voxel, in its sides, and still mean that voxel. */
const TOLERANCE = 0.2;

/** Where the pixels of a frame lie in a volume: exactly on its voxels, but perhaps turned, mirrored or shifted. */
export interface FrameLattice {
  /** Voxel (i, j, k) of pixel (0, 0); not a whole number along the frame's normal if it lies between two slices. */
  readonly start: Vector3;
  /** Steps in voxels for the next column and the next row: each ±1 along one axis. */
  readonly alongColumns: Vector3;
  readonly alongRows: Vector3;
}

/**
 * Patient position → continuous voxel index (i, j, k). Parts of k are mm from the nearest slice, in units of the distance
 * between slices, and never more than a half: where slices are missing, everything that is far from both sides of the gap
 * has the same k.
 */
export function voxelIndexAt(geometry: VolumeGeometry, point: Vector3): Vector3 {
  const [u, v, w] = geometry.direction;
  const from = subtract(point, geometry.origin);
  // Solve from = a·u + b·v + c·w; w is not perpendicular for a sheared stack.
  const normal = cross(u, v);
  const c = dot(from, normal) / dot(w, normal);
  const inPlane = addScaled(from, w, -c);
  return [dot(inPlane, u) / geometry.spacing[0], dot(inPlane, v) / geometry.spacing[1], sliceAt(geometry, c)];
}

function sliceAt({ slicePositions, spacing }: VolumeGeometry, position: number): number {
  const last = slicePositions.length - 1;
  if (position <= 0 || last === 0) return position / spacing[2];
  if (position >= slicePositions[last]) return last + (position - slicePositions[last]) / spacing[2];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (slicePositions[middle] <= position) low = middle;
    else high = middle;
  }
  // Not as a share of the gap, of which a whole slice may be little.
  const above = (position - slicePositions[low]) / spacing[2];
  const below = (slicePositions[high] - position) / spacing[2];
  return above <= below ? low + Math.min(above, 0.5) : high - Math.min(below, 0.5);
}

/**
 * How a frame lies on the voxels of a volume.
 *
 * @returns undefined if its pixels are not voxels of the volume (another resolution, or turned by an odd angle); a
 * frame beside the volume has a lattice, too
 */
export function frameLattice(plane: SlicePlane, geometry: VolumeGeometry): FrameLattice | undefined {
  const toColumns = toVector(plane.imageOrientation, 0);
  const toRows = toVector(plane.imageOrientation, 3);
  const at = (column: number, row: number): Vector3 =>
    voxelIndexAt(
      geometry,
      addScaled(
        addScaled(plane.imagePosition, toColumns, column * plane.pixelSpacing[1]),
        toRows,
        row * plane.pixelSpacing[0],
      ),
    );
  const lastColumn = plane.columns - 1;
  const lastRow = plane.rows - 1;
  const alongColumns =
    unitStep(at(0, 0), at(lastColumn, 0), lastColumn) ?? rounded(subtract(at(1, 0), at(0, 0)));
  const alongRows = unitStep(at(0, 0), at(0, lastRow), lastRow) ?? rounded(subtract(at(0, 1), at(0, 0)));
  if (!isAxis(alongColumns) || !isAxis(alongRows) || dot(alongColumns, alongRows) !== 0) return undefined;
  const start = rounded(at(0, 0)) as [number, number, number];
  const normal = [0, 1, 2].find((axis) => !alongColumns[axis] && !alongRows[axis])!;
  const depth = at(lastColumn / 2, lastRow / 2)[normal];
  if (Math.abs(depth - Math.round(depth)) > TOLERANCE) start[normal] = depth;
  const corners: [number, number][] = [
    [0, 0],
    [lastColumn, 0],
    [0, lastRow],
    [lastColumn, lastRow],
  ];
  const fits = corners.every(([column, row]) => {
    const expected = addScaled(addScaled(start, alongColumns, column), alongRows, row);
    return subtract(at(column, row), expected).every((difference) => Math.abs(difference) <= TOLERANCE);
  });
  return fits ? { start, alongColumns, alongRows } : undefined;
}

/** The step from one pixel to the next, taken over the whole width to be exact. */
function unitStep(from: Vector3, to: Vector3, steps: number): Vector3 | undefined {
  if (steps < 1) return undefined;
  const whole = subtract(to, from);
  return rounded([whole[0] / steps, whole[1] / steps, whole[2] / steps]);
}

const rounded = (a: Vector3): Vector3 => [Math.round(a[0]) + 0, Math.round(a[1]) + 0, Math.round(a[2]) + 0];

const isAxis = (a: Vector3): boolean => Math.abs(a[0]) + Math.abs(a[1]) + Math.abs(a[2]) === 1;

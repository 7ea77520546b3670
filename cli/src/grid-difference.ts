import type { Vector3, VolumeGeometry } from '@few-shot-lms/engine';

/** Corners may be this part of the smallest voxel edge apart: more is another grid, less is rounding in a header. */
const CORNER_TOLERANCE = 0.1;

/**
 * What differs between the grids of two volumes, for a message; undefined where voxel (i, j, k) is the same place in both.
 *
 * @param other the grid that is judged
 * @param reference the grid it should have
 */
export function gridDifference(other: VolumeGeometry, reference: VolumeGeometry): string | undefined {
  const sizes = [other, reference].map((g) => `${g.columns} × ${g.rows} × ${g.slices}`);
  if (sizes[0] !== sizes[1]) return `it has ${sizes[0]} voxels, the image has ${sizes[1]}`;

  const apart = Math.max(
    ...corners(reference).map((index) => distance(at(other, index), at(reference, index))),
  );
  if (apart <= CORNER_TOLERANCE * Math.min(...reference.spacing)) return undefined;

  const flipped = ['column', 'row', 'slice'].filter(
    (_, n) => dot(other.direction[n], reference.direction[n]) < -0.999,
  );
  if (flipped.length > 0)
    return `its ${flipped.join(' and ')} axis runs the other way than that of the image`;
  const turned = other.direction.some((axis, n) => dot(axis, reference.direction[n]) < 0.9999);
  if (turned) return 'its axes point in other directions than those of the image';
  if (other.spacing.some((s, n) => Math.abs(s - reference.spacing[n]) > 1e-3 * reference.spacing[n])) {
    return `its voxels are ${millimetres(other.spacing)}, those of the image are ${millimetres(reference.spacing)}`;
  }
  return `it lies up to ${apart.toFixed(1)} mm beside the image`;
}

function corners({ columns, rows, slices }: VolumeGeometry): Vector3[] {
  const ends = (n: number) => [0, n - 1];
  return ends(columns).flatMap((i) => ends(rows).flatMap((j) => ends(slices).map((k): Vector3 => [i, j, k])));
}

function at({ direction, spacing, origin }: VolumeGeometry, index: Vector3): Vector3 {
  const along = (n: 0 | 1 | 2) =>
    origin[n] + index.reduce((sum, x, axis) => sum + x * spacing[axis] * direction[axis][n], 0);
  return [along(0), along(1), along(2)];
}

function distance(a: Vector3, b: Vector3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function millimetres(spacing: readonly number[]): string {
  return `${spacing.map((s) => Number(s.toPrecision(4))).join(' × ')} mm`;
}

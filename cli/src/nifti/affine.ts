import type { VolumeGeometry, Vector3 } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';

/** Three rows of four: voxel index (i, j, k, 1) to NIfTI's RAS millimetres (x to the right, y to the front, z up). */
export type RasAffine = readonly [AffineRow, AffineRow, AffineRow];
export type AffineRow = readonly [number, number, number, number];

/** The fields of a NIfTI header that place the grid, lengths in the header's own unit. */
export interface OrientationFields {
  readonly sformCode: number;
  readonly qformCode: number;
  readonly sform: RasAffine;
  /** pixdim[0..3]: handedness (qfac) and the voxel's edge lengths. */
  readonly pixdim: readonly number[];
  readonly quaternion: Vector3;
  readonly offset: Vector3;
}

/**
 * The affine that programs agree to use: the sform if it is set, else the qform, else the voxel sizes alone.
 *
 * nifti-reader-js prefers the qform when its code is the higher one; nibabel, ITK and FSL do not, so the choice is
 * made here.
 *
 * @param millimetres length of the header's unit in millimetres
 */
export function affineOf(fields: OrientationFields, millimetres = 1): RasAffine {
  const rows =
    fields.sformCode > 0
      ? fields.sform
      : fields.qformCode > 0
        ? quaternionAffine(fields)
        : voxelSizes(fields);
  return mapRows(rows, (row) => scaleRow(row, millimetres));
}

function mapRows(rows: RasAffine, f: (row: AffineRow) => AffineRow): RasAffine {
  return [f(rows[0]), f(rows[1]), f(rows[2])];
}

function scaleRow(row: AffineRow, factor: number): AffineRow {
  return [row[0] * factor, row[1] * factor, row[2] * factor, row[3] * factor];
}

function voxelSizes({ pixdim }: OrientationFields): RasAffine {
  return [
    [Math.abs(pixdim[1]), 0, 0, 0],
    [0, Math.abs(pixdim[2]), 0, 0],
    [0, 0, Math.abs(pixdim[3]), 0],
  ];
}

function quaternionAffine({ pixdim, quaternion, offset }: OrientationFields): RasAffine {
  let [b, c, d] = quaternion;
  let a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) {
    // A half turn: a is zero up to rounding, which would make its square root NaN.
    const length = Math.hypot(b, c, d);
    [a, b, c, d] = [0, b / length, c / length, d / length];
  } else {
    a = Math.sqrt(a);
  }
  const dx = Math.abs(pixdim[1]);
  const dy = Math.abs(pixdim[2]);
  const dz = Math.abs(pixdim[3]) * (pixdim[0] < 0 ? -1 : 1);
  return [
    [(a * a + b * b - c * c - d * d) * dx, 2 * (b * c - a * d) * dy, 2 * (b * d + a * c) * dz, offset[0]],
    [2 * (b * c + a * d) * dx, (a * a + c * c - b * b - d * d) * dy, 2 * (c * d - a * b) * dz, offset[1]],
    [2 * (b * d - a * c) * dx, 2 * (c * d + a * b) * dy, (a * a + d * d - b * b - c * c) * dz, offset[2]],
  ];
}

/**
 * The engine's geometry of a NIfTI grid: i = column, j = row, k = slice, as stored; RAS becomes DICOM's LPS.
 *
 * Slices stay in file order, so the frame may be left-handed.
 *
 * @throws UserError when the affine has no volume (a zero, NaN or linearly dependent axis)
 */
export function geometryFromAffine(
  affine: RasAffine,
  size: readonly [number, number, number],
  name: string,
): VolumeGeometry {
  const axes = [0, 1, 2].map((c): Vector3 => [-affine[0][c], -affine[1][c], affine[2][c]]);
  const spacing = axes.map((axis) => Math.hypot(...axis)) as [number, number, number];
  const unit = axes.map((axis, n) => axis.map((x) => x / spacing[n])) as unknown as [
    Vector3,
    Vector3,
    Vector3,
  ];
  if (!(Math.abs(determinant(unit)) > 1e-3)) {
    throw new UserError(
      `${name}: the header's affine is not usable (an axis is zero or two axes coincide); set a valid sform or qform.`,
    );
  }
  return {
    columns: size[0],
    rows: size[1],
    slices: size[2],
    spacing,
    direction: unit,
    origin: [-affine[0][3], -affine[1][3], affine[2][3]],
    slicePositions: Array.from({ length: size[2] }, (_, k) => k * spacing[2]),
  };
}

/** The RAS affine of a volume whose slices are evenly spaced; the inverse of {@link geometryFromAffine}. */
export function affineFromGeometry(geometry: VolumeGeometry): RasAffine {
  const { direction, spacing, origin } = geometry;
  const row = (n: 0 | 1 | 2, sign: number): AffineRow => [
    sign * direction[0][n] * spacing[0],
    sign * direction[1][n] * spacing[1],
    sign * direction[2][n] * spacing[2],
    sign * origin[n],
  ];
  return [row(0, -1), row(1, -1), row(2, 1)];
}

function determinant([a, b, c]: readonly [Vector3, Vector3, Vector3]): number {
  return (
    a[0] * (b[1] * c[2] - b[2] * c[1]) -
    a[1] * (b[0] * c[2] - b[2] * c[0]) +
    a[2] * (b[0] * c[1] - b[1] * c[0])
  );
}

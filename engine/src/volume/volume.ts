/**
 * A volume of slices on one grid, in modality units (after the modality LUT: HU for CT, stored values times slope
 * plus intercept for everything else).
 *
 * Frame: patient coordinates in millimetres, DICOM's LPS (x to the left, y to the back, z to the head). Slices are in
 * spatial order along `normal = columnAxis × rowAxis`, ascending, whatever order they were acquired or listed in.
 * Voxel (i, j, k) is column i, row j, slice k; its place in `data` is `(k * rows + j) * columns + i`.
 */
export interface VolumeGeometry {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** Millimetres between the centres of neighbouring columns, rows and slices (the median, if slices vary). */
  readonly spacing: readonly [number, number, number];
  /** Unit vectors in LPS: along increasing column i, increasing row j, increasing slice k. */
  readonly direction: readonly [Vector3, Vector3, Vector3];
  /** Centre of voxel (0, 0, 0) in LPS millimetres. */
  readonly origin: Vector3;
  /** Position of every slice along the slice direction in millimetres from the first; ascending for a DICOM series. */
  readonly slicePositions: readonly number[];
}

export type Vector3 = readonly [number, number, number];

export type VoxelArray = Float32Array | Int16Array | Uint16Array | Uint8Array;

export interface Volume {
  readonly geometry: VolumeGeometry;
  readonly data: VoxelArray;
  /** DICOM modality code, 'CT' or 'MR' where known, else ''. */
  readonly modality: string;
}

/** One drawn (or corrected) slice of one segment: the support. `mask` is rows × columns, row by row, non-zero = object. */
export interface DrawnSlice {
  readonly slice: number;
  readonly mask: Uint8Array;
}

/** A view, not a copy, of slice k in modality units. */
export function sliceOf(volume: Volume, k: number): VoxelArray {
  const n = volume.geometry.columns * volume.geometry.rows;
  if (!Number.isInteger(k) || k < 0 || k >= volume.geometry.slices) {
    throw new RangeError(`slice ${k} is outside 0..${volume.geometry.slices - 1}`);
  }
  return volume.data.subarray(k * n, (k + 1) * n);
}

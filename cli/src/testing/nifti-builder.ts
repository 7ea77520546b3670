import { gzipSync } from 'node:zlib';
import type { RasAffine } from '../nifti/affine';

type Stored =
  'uint8' | 'int8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64' | 'int64' | 'uint64';

const TYPES: Record<
  Stored,
  { code: number; bytes: number; set: (view: DataView, at: number, v: number, le: boolean) => void }
> = {
  uint8: { code: 2, bytes: 1, set: (d, at, v) => d.setUint8(at, v) },
  int8: { code: 256, bytes: 1, set: (d, at, v) => d.setInt8(at, v) },
  int16: { code: 4, bytes: 2, set: (d, at, v, le) => d.setInt16(at, v, le) },
  uint16: { code: 512, bytes: 2, set: (d, at, v, le) => d.setUint16(at, v, le) },
  int32: { code: 8, bytes: 4, set: (d, at, v, le) => d.setInt32(at, v, le) },
  uint32: { code: 768, bytes: 4, set: (d, at, v, le) => d.setUint32(at, v, le) },
  float32: { code: 16, bytes: 4, set: (d, at, v, le) => d.setFloat32(at, v, le) },
  float64: { code: 64, bytes: 8, set: (d, at, v, le) => d.setFloat64(at, v, le) },
  int64: { code: 1024, bytes: 8, set: (d, at, v, le) => d.setBigInt64(at, BigInt(v), le) },
  uint64: { code: 1280, bytes: 8, set: (d, at, v, le) => d.setBigUint64(at, BigInt(v), le) },
};

export interface NiftiRecipe {
  /** dim[1..]; three or more. */
  readonly size: readonly number[];
  /** Stored value of every voxel, column fastest. */
  readonly values: ArrayLike<number>;
  readonly type?: Stored;
  readonly littleEndian?: boolean;
  readonly slope?: number;
  readonly intercept?: number;
  readonly sform?: RasAffine;
  readonly sformCode?: number;
  /** qfac, then b, c, d, then the offset. */
  readonly qform?: readonly [number, number, number, number, number, number, number];
  readonly qformCode?: number;
  readonly pixdim?: readonly [number, number, number];
  readonly units?: number;
  readonly description?: string;
  readonly gzip?: boolean;
  /** Overrides the code of `type`. */
  readonly datatype?: number;
}

/** A NIfTI-1 file written by the format's own table, independent of the code under test. */
export function buildNifti(recipe: NiftiRecipe): Buffer {
  const { size, values, littleEndian: le = true, pixdim = [1, 1, 1] } = recipe;
  const type = TYPES[recipe.type ?? 'int16'];
  const file = Buffer.alloc(352 + values.length * type.bytes);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  view.setInt32(0, 348, le);
  [size.length, ...size, 1, 1, 1, 1].slice(0, 8).forEach((n, i) => view.setInt16(40 + 2 * i, n, le));
  view.setInt16(70, recipe.datatype ?? type.code, le);
  view.setInt16(72, 8 * type.bytes, le);
  [recipe.qform?.[0] ?? 1, ...pixdim].forEach((n, i) => view.setFloat32(76 + 4 * i, n, le));
  view.setFloat32(108, 352, le);
  view.setFloat32(112, recipe.slope ?? 1, le);
  view.setFloat32(116, recipe.intercept ?? 0, le);
  view.setUint8(123, recipe.units ?? 2);
  view.setFloat32(124, 400, le); // cal_max of the image must not reach a label volume
  file.write(recipe.description ?? '', 148, 79, 'latin1');
  view.setInt16(252, recipe.qformCode ?? (recipe.qform ? 1 : 0), le);
  view.setInt16(254, recipe.sformCode ?? (recipe.sform ? 1 : 0), le);
  recipe.qform?.slice(1).forEach((n, i) => view.setFloat32(256 + 4 * i, n, le));
  recipe.sform?.flat().forEach((n, i) => view.setFloat32(280 + 4 * i, n, le));
  file.write('n+1\0', 344, 'latin1');
  for (let n = 0; n < values.length; n++) type.set(view, 352 + n * type.bytes, values[n], le);
  return recipe.gzip ? gzipSync(file) : file;
}

/** An L of voxels that is unlike itself under every flip and swap of axes. @returns linear indices, column fastest */
export function asymmetricObject([columns, rows]: readonly number[]): number[] {
  const at = (i: number, j: number, k: number) => (k * rows + j) * columns + i;
  return [at(1, 1, 1), at(2, 1, 1), at(3, 1, 1), at(1, 2, 1), at(1, 1, 2), at(2, 1, 2), at(1, 1, 3)];
}

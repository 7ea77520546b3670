import { gunzipSync } from 'node:zlib';
import * as nifti from 'nifti-reader-js';
import type { VolumeGeometry } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import type { AffineRow, RasAffine } from './affine';
import { affineOf, geometryFromAffine } from './affine';
import { HeaderFields, NIFTI1_LAYOUT, NIFTI2_LAYOUT } from './header-layout';

/** A three-dimensional NIfTI file in memory. */
export interface NiftiImage {
  /** The file's own header, 348 or 540 bytes, in the file's byte order: what a result on the same grid starts from. */
  readonly header: Uint8Array;
  readonly littleEndian: boolean;
  readonly affine: RasAffine;
  readonly geometry: VolumeGeometry;
  /** Voxels in file order (column fastest), after slope and intercept; the narrowest type that holds them. */
  readonly data: Float32Array | Int16Array | Uint16Array | Uint8Array;
  /** Voxels that were NaN or infinite and are now background. */
  readonly replaced: number;
}

/**
 * Parses a NIfTI-1 or NIfTI-2 single file, gzipped or not, of either byte order.
 *
 * @param bytes the whole file
 * @param name what to call the file in messages
 * @param background what voxels become that are NaN or infinite: of an image the smallest finite value, of labels 0
 * @throws UserError for anything that is not one scalar volume
 */
export function readNifti(
  bytes: Uint8Array,
  name: string,
  background: 0 | 'smallest' = 'smallest',
): NiftiImage {
  const buffer = unpack(bytes, name);
  const version2 = nifti.isNIFTI2(buffer);
  if (!version2 && !nifti.isNIFTI1(buffer)) {
    throw new UserError(
      nifti.isNIFTI(buffer, true)
        ? `${name} is one half of a .hdr/.img pair, which is not supported; convert it to a single .nii.gz.`
        : `${name} is not a NIfTI file; give a .nii or .nii.gz, or a folder of DICOM files.`,
    );
  }
  const header = nifti.readHeader(buffer);
  const size = sizeOf(header.dims, name);
  const layout = version2 ? NIFTI2_LAYOUT : NIFTI1_LAYOUT;
  const headerBytes = new Uint8Array(buffer.slice(0, layout.size));
  const affine = readAffine(new HeaderFields(headerBytes, layout, header.littleEndian), header.xyzt_units);
  const geometry = geometryFromAffine(affine, size, name);
  const { data, replaced } = readVoxels(buffer, header, size[0] * size[1] * size[2], name, background);
  return { header: headerBytes, littleEndian: header.littleEndian, affine, geometry, data, replaced };
}

function unpack(bytes: Uint8Array, name: string): ArrayBuffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return copyToArrayBuffer(bytes);
  try {
    return copyToArrayBuffer(gunzipSync(bytes));
  } catch (error) {
    throw new UserError(
      `${name} cannot be unpacked (${(error as Error).message}); the file is damaged or cut off.`,
    );
  }
}

/** nifti-reader-js takes a bare ArrayBuffer; a Buffer may be a window into a larger one. */
function copyToArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

function sizeOf(dims: readonly number[], name: string): [number, number, number] {
  const used = dims.slice(1, 1 + dims[0]);
  const [columns, rows, slices] = [used[0], used[1], used[2] ?? 1];
  if (!(columns > 0 && rows > 0 && slices > 0)) {
    throw new UserError(`${name} has no voxels (dimensions ${used.join(' × ')}).`);
  }
  const volumes = used.slice(3).reduce((product, n) => product * Math.max(1, n), 1);
  if (volumes > 1) {
    throw new UserError(
      `${name} holds ${volumes} volumes (dimensions ${used.join(' × ')}); extract the one to work on into its own file.`,
    );
  }
  return [columns, rows, slices];
}

const METRE = 1;
const MICROMETRE = 3;

function readAffine(fields: HeaderFields, xyztUnits: number): RasAffine {
  const { layout } = fields;
  const real = (offset: number, index: number) => fields.get(layout.real, offset, index);
  const row = (n: number): AffineRow => [
    real(layout.srow, 4 * n),
    real(layout.srow, 4 * n + 1),
    real(layout.srow, 4 * n + 2),
    real(layout.srow, 4 * n + 3),
  ];
  const unit = xyztUnits & 7;
  return affineOf(
    {
      sformCode: fields.get(layout.codeType, layout.sformCode),
      qformCode: fields.get(layout.codeType, layout.qformCode),
      sform: [row(0), row(1), row(2)],
      pixdim: [0, 1, 2, 3].map((n) => real(layout.pixdim, n)),
      quaternion: [real(layout.quaternion, 0), real(layout.quaternion, 1), real(layout.quaternion, 2)],
      offset: [real(layout.quaternion, 3), real(layout.quaternion, 4), real(layout.quaternion, 5)],
    },
    unit === METRE ? 1000 : unit === MICROMETRE ? 0.001 : 1,
  );
}

type StoredArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;
type StoredArrayType = { new (buffer: ArrayBuffer): StoredArray; readonly BYTES_PER_ELEMENT: number };

const { NIFTI1 } = nifti;
const STORED: Readonly<Record<number, StoredArrayType>> = {
  [NIFTI1.TYPE_UINT8]: Uint8Array,
  [NIFTI1.TYPE_INT8]: Int8Array,
  [NIFTI1.TYPE_INT16]: Int16Array,
  [NIFTI1.TYPE_UINT16]: Uint16Array,
  [NIFTI1.TYPE_INT32]: Int32Array,
  [NIFTI1.TYPE_UINT32]: Uint32Array,
  [NIFTI1.TYPE_FLOAT32]: Float32Array,
  [NIFTI1.TYPE_FLOAT64]: Float64Array,
  [NIFTI1.TYPE_INT64]: BigInt64Array,
  [NIFTI1.TYPE_UINT64]: BigUint64Array,
};

function readVoxels(
  buffer: ArrayBuffer,
  header: nifti.NIFTI1 | nifti.NIFTI2,
  count: number,
  name: string,
  background: 0 | 'smallest',
): Pick<NiftiImage, 'data' | 'replaced'> {
  const type = STORED[header.datatypeCode];
  if (!type) {
    throw new UserError(
      `${name} has voxels of type ${header.getDatatypeCodeString(header.datatypeCode)}, which is not a grey value; ` +
        'convert it to an integer or floating-point volume.',
    );
  }
  const bytes = count * type.BYTES_PER_ELEMENT;
  const start = Number(header.vox_offset);
  if (buffer.byteLength < start + bytes) {
    throw new UserError(
      `${name} is cut off: its header promises ${bytes} bytes of voxels, the file has ${Math.max(0, buffer.byteLength - start)}.`,
    );
  }
  const raw = buffer.slice(start, start + bytes);
  if (!header.littleEndian) swapBytes(raw, type.BYTES_PER_ELEMENT);
  return toGreyValues(new type(raw), header.scl_slope, header.scl_inter, name, background);
}

function swapBytes(raw: ArrayBuffer, width: number): void {
  const bytes = Buffer.from(raw);
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else if (width === 8) bytes.swap64();
}

/** Applies slope and intercept; a slope of 0 (or NaN) means by the standard that the values are not scaled. */
function toGreyValues(
  stored: StoredArray,
  slope: number,
  intercept: number,
  name: string,
  background: 0 | 'smallest',
): Pick<NiftiImage, 'data' | 'replaced'> {
  const scaled =
    Number.isFinite(slope) && slope !== 0 && Number.isFinite(intercept) && (slope !== 1 || intercept !== 0);
  if (!scaled) {
    if (stored instanceof Uint8Array || stored instanceof Int16Array || stored instanceof Uint16Array) {
      return { data: stored, replaced: 0 };
    }
    if (stored instanceof Int8Array) return { data: Int16Array.from(stored), replaced: 0 };
  }
  const data = new Float32Array(stored.length);
  const [m, b] = scaled ? [slope, intercept] : [1, 0];
  for (let n = 0; n < data.length; n++) data[n] = Number(stored[n]) * m + b;
  return { data, replaced: replaceNonFinite(data, name, background) };
}

/** A network turns one NaN into a slice of NaN, and background is often written so. */
function replaceNonFinite(data: Float32Array, name: string, background: 0 | 'smallest'): number {
  let smallest = Infinity;
  let bad = 0;
  for (const value of data) {
    if (Number.isFinite(value)) smallest = Math.min(smallest, value);
    else bad++;
  }
  if (bad === data.length) throw new UserError(`${name} is empty: not one of its voxels is a finite number.`);
  const instead = background === 'smallest' ? smallest : background;
  if (bad > 0) for (let n = 0; n < data.length; n++) if (!Number.isFinite(data[n])) data[n] = instead;
  return bad;
}

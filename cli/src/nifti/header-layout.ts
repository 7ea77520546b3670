/** Where the fields that are read or changed stand in a NIfTI-1 or NIfTI-2 header (bytes from its start). */
export interface HeaderLayout {
  readonly size: 348 | 540;
  readonly dim: number;
  readonly dimType: 'int16' | 'int64';
  readonly datatype: number;
  readonly bitpix: number;
  readonly pixdim: number;
  readonly voxOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly calMax: number;
  readonly calMin: number;
  readonly qformCode: number;
  readonly sformCode: number;
  readonly codeType: 'int16' | 'int32';
  readonly quaternion: number;
  readonly srow: number;
  readonly units: number;
  readonly unitsType: 'uint8' | 'int32';
  readonly magic: number;
  /** Type of every real number of the header. */
  readonly real: 'float32' | 'float64';
  /** Type of vox_offset. */
  readonly offsetType: 'float32' | 'int64';
}

export const NIFTI1_LAYOUT: HeaderLayout = {
  size: 348,
  dim: 40,
  dimType: 'int16',
  datatype: 70,
  bitpix: 72,
  pixdim: 76,
  voxOffset: 108,
  slope: 112,
  intercept: 116,
  calMax: 124,
  calMin: 128,
  qformCode: 252,
  sformCode: 254,
  codeType: 'int16',
  quaternion: 256,
  srow: 280,
  units: 123,
  unitsType: 'uint8',
  magic: 344,
  real: 'float32',
  offsetType: 'float32',
};

export const NIFTI2_LAYOUT: HeaderLayout = {
  size: 540,
  dim: 16,
  dimType: 'int64',
  datatype: 12,
  bitpix: 14,
  pixdim: 104,
  voxOffset: 168,
  slope: 176,
  intercept: 184,
  calMax: 192,
  calMin: 200,
  qformCode: 344,
  sformCode: 348,
  codeType: 'int32',
  quaternion: 352,
  srow: 400,
  units: 500,
  unitsType: 'int32',
  magic: 4,
  real: 'float64',
  offsetType: 'int64',
};

type FieldType = HeaderLayout['dimType' | 'codeType' | 'unitsType' | 'real' | 'offsetType'];

const BYTES: Readonly<Record<FieldType, number>> = {
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
};

/** Reads and writes single header fields in the header's own byte order. */
export class HeaderFields {
  readonly #view: DataView;

  /** @param bytes the header's bytes; written to in place */
  constructor(
    bytes: Uint8Array,
    readonly layout: HeaderLayout,
    readonly littleEndian: boolean,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get(type: FieldType, offset: number, index = 0): number {
    const at = offset + index * BYTES[type];
    switch (type) {
      case 'uint8':
        return this.#view.getUint8(at);
      case 'int16':
        return this.#view.getInt16(at, this.littleEndian);
      case 'int32':
        return this.#view.getInt32(at, this.littleEndian);
      case 'int64':
        return Number(this.#view.getBigInt64(at, this.littleEndian));
      case 'float32':
        return this.#view.getFloat32(at, this.littleEndian);
      case 'float64':
        return this.#view.getFloat64(at, this.littleEndian);
    }
  }

  set(type: FieldType, offset: number, value: number, index = 0): void {
    const at = offset + index * BYTES[type];
    switch (type) {
      case 'uint8':
        return this.#view.setUint8(at, value);
      case 'int16':
        return this.#view.setInt16(at, value, this.littleEndian);
      case 'int32':
        return this.#view.setInt32(at, value, this.littleEndian);
      case 'int64':
        return this.#view.setBigInt64(at, BigInt(value), this.littleEndian);
      case 'float32':
        return this.#view.setFloat32(at, value, this.littleEndian);
      case 'float64':
        return this.#view.setFloat64(at, value, this.littleEndian);
    }
  }
}

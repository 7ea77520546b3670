import { gzipSync } from 'node:zlib';
import type { VolumeGeometry } from '@few-shot-lms/engine';
import { affineFromGeometry } from './affine';
import type { HeaderLayout } from './header-layout';
import { HeaderFields, NIFTI1_LAYOUT, NIFTI2_LAYOUT } from './header-layout';
import type { NiftiImage } from './read-nifti';

const TYPE_UINT8 = 2;
const TYPE_UINT16 = 512;
const SCANNER_ANATOMICAL = 1;
const MILLIMETRES = 2;

/**
 * A label volume on the grid of `source`: its header is copied byte for byte (sform, qform, units, description and byte
 * order stay), only what describes the voxels' type, scaling and display range changes. Header extensions are dropped.
 *
 * @param labels column fastest, then row, then slice; must not exceed 65535
 * @returns the file's bytes, uncompressed
 */
export function writeLabelsLike(
  source: Pick<NiftiImage, 'header' | 'littleEndian'>,
  labels: Uint16Array,
): Uint8Array {
  const layout = source.header.length === NIFTI2_LAYOUT.size ? NIFTI2_LAYOUT : NIFTI1_LAYOUT;
  return assemble(Uint8Array.from(source.header), layout, source.littleEndian, labels);
}

/** A label volume as a fresh NIfTI-1 file, placed by sform, for an image that was not NIfTI. */
export function writeLabelsOn(geometry: VolumeGeometry, labels: Uint16Array): Uint8Array {
  const header = new Uint8Array(NIFTI1_LAYOUT.size);
  const fields = new HeaderFields(header, NIFTI1_LAYOUT, true);
  const { dim, pixdim, srow, sformCode, units, magic, size } = NIFTI1_LAYOUT;
  fields.set('int32', 0, size);
  [3, geometry.columns, geometry.rows, geometry.slices, 1, 1, 1, 1].forEach((n, i) =>
    fields.set('int16', dim, n, i),
  );
  [1, ...geometry.spacing].forEach((n, i) => fields.set('float32', pixdim, n, i));
  fields.set('int16', sformCode, SCANNER_ANATOMICAL);
  affineFromGeometry(geometry)
    .flat()
    .forEach((n, i) => fields.set('float32', srow, n, i));
  fields.set('uint8', units, MILLIMETRES);
  header.set(Buffer.from('n+1\0', 'latin1'), magic);
  return assemble(header, NIFTI1_LAYOUT, true, labels);
}

/** Compressed when the path asks for it. */
export function packFor(path: string, nifti: Uint8Array): Uint8Array {
  return /\.gz$/i.test(path) ? gzipSync(nifti) : nifti;
}

function assemble(
  header: Uint8Array,
  layout: HeaderLayout,
  littleEndian: boolean,
  labels: Uint16Array,
): Uint8Array {
  const wide = labels.some((label) => label > 255);
  const fields = new HeaderFields(header, layout, littleEndian);
  const voxels = layout.size + 4;
  fields.set(layout.dimType, layout.dim, 3);
  for (let n = 4; n < 8; n++) fields.set(layout.dimType, layout.dim, 1, n);
  fields.set('int16', layout.datatype, wide ? TYPE_UINT16 : TYPE_UINT8);
  fields.set('int16', layout.bitpix, wide ? 16 : 8);
  fields.set(layout.offsetType, layout.voxOffset, voxels);
  fields.set(layout.real, layout.slope, 1);
  fields.set(layout.real, layout.intercept, 0);
  fields.set(layout.real, layout.calMax, 0);
  fields.set(layout.real, layout.calMin, 0);

  const file = new Uint8Array(voxels + labels.length * (wide ? 2 : 1));
  file.set(header, 0);
  if (wide) {
    const view = new DataView(file.buffer, voxels);
    labels.forEach((label, n) => view.setUint16(2 * n, label, littleEndian));
  } else {
    file.set(labels, voxels);
  }
  return file;
}

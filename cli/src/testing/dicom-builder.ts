import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SeriesRecipe {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** Stored value of column i, row j, slice k; k counts along the normal of the images. */
  readonly value: (i: number, j: number, k: number) => number;
  readonly modality?: string;
  readonly slope?: number;
  readonly intercept?: number;
  /** Row and column cosines; default: a sagittal plane. */
  readonly orientation?: readonly number[];
  readonly origin?: readonly [number, number, number];
  readonly pixelSpacing?: readonly [number, number];
  readonly sliceDistance?: number;
  readonly seriesUid?: string;
  readonly frameOfReferenceUid?: string;
  readonly description?: string;
  /** Acquisition number; images of further acquisitions in a series have SOP instances of their own. */
  readonly acquisition?: number;
  /** Order in which instances are numbered and files named; default: against the normal. */
  readonly fileOrder?: (k: number, slices: number) => number;
}

export const STUDY_UID = '1.2.826.0.1.3680043.10.511.1';
export const SERIES_UID = '1.2.826.0.1.3680043.10.511.2';
const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
const SAGITTAL = [0, 1, 0, 0, 0, -1];

/** Writes a series of classic MR images, byte by byte, independent of any DICOM library. */
export async function writeSeries(folder: string, recipe: SeriesRecipe): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { slices, fileOrder = (k, count) => count - 1 - k } = recipe;
  for (let k = 0; k < slices; k++) {
    const number = fileOrder(k, slices) + 1;
    await writeFile(join(folder, `IM${String(number).padStart(4, '0')}.dcm`), image(recipe, k, number));
  }
}

/** Places of slice k, and the direction along slices: the images' normal. */
export function normalOf(orientation: readonly number[] = SAGITTAL): [number, number, number] {
  const [a, b, c, x, y, z] = orientation;
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}

function image(recipe: SeriesRecipe, k: number, number: number): Buffer {
  const { columns, rows, orientation = SAGITTAL, origin = [-12.5, 30, 80], sliceDistance = 3.3 } = recipe;
  const { pixelSpacing = [1.2, 0.7], seriesUid = SERIES_UID, slope = 1, intercept = 0 } = recipe;
  const { frameOfReferenceUid = `${STUDY_UID}.9` } = recipe;
  const normal = normalOf(orientation);
  const position = origin.map((start, n) => start + k * sliceDistance * normal[n]);
  const { acquisition = 1 } = recipe;
  const instance = `${seriesUid}.${(acquisition - 1) * 100 + k + 1}`;
  const pixels = Buffer.alloc(columns * rows * 2);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) pixels.writeInt16LE(recipe.value(i, j, k), 2 * (j * columns + i));

  const meta = Buffer.concat([
    element(0x0002, 0x0001, 'OB', Buffer.from([0, 1])),
    text(0x0002, 0x0002, 'UI', MR_IMAGE_STORAGE),
    text(0x0002, 0x0003, 'UI', instance),
    text(0x0002, 0x0010, 'UI', '1.2.840.10008.1.2.1'),
    text(0x0002, 0x0012, 'UI', '1.2.826.0.1.3680043.10.511'),
  ]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    number16(0x0002, 0x0000, 'UL', meta.length),
    meta,
    text(0x0008, 0x0008, 'CS', 'ORIGINAL\\PRIMARY\\OTHER'),
    text(0x0008, 0x0016, 'UI', MR_IMAGE_STORAGE),
    text(0x0008, 0x0018, 'UI', instance),
    text(0x0008, 0x0020, 'DA', '20240102'),
    text(0x0008, 0x0030, 'TM', '101500'),
    text(0x0008, 0x0050, 'SH', '77'),
    text(0x0008, 0x0060, 'CS', recipe.modality ?? 'MR'),
    text(0x0008, 0x0070, 'LO', 'Maker'),
    text(0x0008, 0x0090, 'PN', ''),
    text(0x0008, 0x103e, 'LO', recipe.description ?? 'T2 sag'),
    text(0x0010, 0x0010, 'PN', 'Test^Patient'),
    text(0x0010, 0x0020, 'LO', 'P1'),
    text(0x0010, 0x0030, 'DA', '19700101'),
    text(0x0010, 0x0040, 'CS', 'O'),
    text(0x0018, 0x0050, 'DS', String(sliceDistance)),
    text(0x0020, 0x000d, 'UI', STUDY_UID),
    text(0x0020, 0x000e, 'UI', seriesUid),
    text(0x0020, 0x0010, 'SH', '1'),
    text(0x0020, 0x0011, 'IS', '4'),
    text(0x0020, 0x0012, 'IS', String(acquisition)),
    text(0x0020, 0x0013, 'IS', String(number)),
    text(0x0020, 0x0032, 'DS', position.map((x) => x.toFixed(4)).join('\\')),
    text(0x0020, 0x0037, 'DS', orientation.join('\\')),
    text(0x0020, 0x0052, 'UI', frameOfReferenceUid),
    number16(0x0028, 0x0002, 'US', 1),
    text(0x0028, 0x0004, 'CS', 'MONOCHROME2'),
    number16(0x0028, 0x0010, 'US', rows),
    number16(0x0028, 0x0011, 'US', columns),
    text(0x0028, 0x0030, 'DS', pixelSpacing.join('\\')),
    number16(0x0028, 0x0100, 'US', 16),
    number16(0x0028, 0x0101, 'US', 16),
    number16(0x0028, 0x0102, 'US', 15),
    number16(0x0028, 0x0103, 'US', 1),
    text(0x0028, 0x1052, 'DS', String(intercept)),
    text(0x0028, 0x1053, 'DS', String(slope)),
    element(0x7fe0, 0x0010, 'OW', pixels),
  ]);
}

function text(group: number, number: number, vr: string, value: string): Buffer {
  const padding = value.length % 2 ? (vr === 'UI' ? '\0' : ' ') : '';
  return element(group, number, vr, Buffer.from(value + padding, 'latin1'));
}

function number16(group: number, number: number, vr: 'US' | 'UL', value: number): Buffer {
  const bytes = Buffer.alloc(vr === 'US' ? 2 : 4);
  if (vr === 'US') bytes.writeUInt16LE(value);
  else bytes.writeUInt32LE(value);
  return element(group, number, vr, bytes);
}

/** Explicit VR little endian. */
function element(group: number, number: number, vr: string, value: Buffer): Buffer {
  const long = vr === 'OB' || vr === 'OW';
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

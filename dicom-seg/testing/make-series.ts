import type { Vector3, VolumeGeometry } from '@few-shot-lms/engine';
import type { Element, Elements } from './encode-dataset';
import {
  encapsulatedPixelData,
  encodeDataset,
  encodeFile,
  encodingOf,
  literalRleFrame,
} from './encode-dataset';

/** A synthetic series: everything has a default, so that a test names only what it is about. */
export interface SeriesOptions {
  columns?: number;
  rows?: number;
  slices?: number;
  /** Row cosines (along growing columns), then column cosines (along growing rows). */
  orientation?: readonly number[];
  /** Centre of voxel (0, 0) of the first slice along the normal, LPS mm. */
  origin?: Vector3;
  /** DICOM's order: row spacing, column spacing. */
  pixelSpacing?: readonly [number, number];
  sliceSpacing?: number;
  /** The slice spacing if absent. */
  sliceThickness?: number;
  /** Extra shift in mm, in the plane along the rows, from one slice to the next (tilted gantry). */
  shear?: number;
  /** In which order files and instance numbers run along the normal. */
  order?: 'ascending' | 'descending' | 'shuffled';
  /** Slices along the normal that are left out of the files. */
  missing?: readonly number[];
  modality?: string;
  signed?: boolean;
  bitsAllocated?: 8 | 16;
  bitsStored?: number;
  photometric?: string;
  slope?: number;
  intercept?: number;
  /** Stored value of voxel (i, j, k); the default differs at every voxel and shows flips. */
  storedAt?: (i: number, j: number, k: number) => number;
  /** Also fill the bits above those stored, as overlays do. */
  dirtyHighBits?: boolean;
  transferSyntax?: 'explicit' | 'implicit' | 'big-endian' | 'rle';
  /** One enhanced multi-frame instance instead of single slices. */
  enhanced?: boolean;
  /** null leaves the attribute out. */
  seriesInstanceUid?: string | null;
  studyInstanceUid?: string;
  frameOfReferenceUid?: string;
  description?: string;
  seriesNumber?: number;
  /** Further or replacing elements of every instance. */
  elements?: Elements;
  /** How often there is an image in each place (phases, echoes); stored values grow by 1 from one to the next. */
  repeats?: number;
  /** Further elements of the image of slice k; in an enhanced instance of the functional groups of its frame. */
  imageElements?: (k: number, repeat: number) => Elements;
}

export interface MadeSeries {
  /** Part 10 files in the order asked for. */
  readonly files: { readonly name: string; readonly bytes: Uint8Array }[];
  /** As the engine should see it; slices that were left out are not in it. */
  readonly geometry: VolumeGeometry;
  /** Expected voxels in modality units, (k * rows + j) * columns + i; of the first repeat. */
  readonly voxels: Float64Array;
  /** SOP instance of each slice, in spatial order; of the first repeat. */
  readonly sopInstanceUids: string[];
  readonly seriesInstanceUid: string | null;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string;
}

const TRANSFER_SYNTAX = {
  explicit: '1.2.840.10008.1.2.1',
  implicit: '1.2.840.10008.1.2',
  'big-endian': '1.2.840.10008.1.2.2',
  rle: '1.2.840.10008.1.2.5',
} as const;

const CLASSES: Readonly<Record<string, { classic: string; enhanced: string }>> = {
  CT: { classic: '1.2.840.10008.5.1.4.1.1.2', enhanced: '1.2.840.10008.5.1.4.1.1.2.1' },
  MR: { classic: '1.2.840.10008.5.1.4.1.1.4', enhanced: '1.2.840.10008.5.1.4.1.1.4.1' },
};

let uidCounter = 0;
const nextUid = (): string => `2.25.9000${++uidCounter}`;

/** Orientations by name; all right-handed with the normal = row cosines × column cosines. */
export const orientations = {
  axial: [1, 0, 0, 0, 1, 0],
  sagittal: [0, 1, 0, 0, 0, -1],
  coronal: [1, 0, 0, 0, 0, -1],
  /** 20 degrees about x. */
  oblique: [1, 0, 0, 0, Math.cos(0.35), Math.sin(0.35)],
  /** Turned about two axes. */
  doubleOblique: rotation(0.31, -0.42),
} as const;

function rotation(a: number, b: number): number[] {
  // Rows of Rz(a)·Rx(b).
  return [Math.cos(a), Math.sin(a), 0, -Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b), Math.sin(b)];
}

/**
 * An object without any symmetry, for tests that must catch a flip, a transposition or a shift: a slab, an arm on one
 * side that grows with the slices, and one single voxel.
 *
 * @returns 0 or 1 for each voxel, on slices 1 to `slices - 2` only
 */
export function asymmetricObject({ columns, rows, slices }: VolumeGeometry): Uint8Array {
  const mask = new Uint8Array(columns * rows * slices);
  const set = (i: number, j: number, k: number): void => {
    if (i < columns && j < rows && k < slices) mask[(k * rows + j) * columns + i] = 1;
  };
  for (let k = 1; k < slices - 1; k++) {
    for (let j = 2; j < 5; j++) for (let i = 1; i < 1 + Math.ceil(columns / 3); i++) set(i, j, k);
    for (let j = 5; j < 5 + Math.min(k, rows - 6); j++) set(2, j, k);
  }
  set(columns - 2, 1, 1);
  return mask;
}

/** Builds a series and says what a reader must make of it. */
export function makeSeries(options: SeriesOptions = {}): MadeSeries {
  const o = {
    columns: 12,
    rows: 10,
    slices: 8,
    orientation: orientations.axial as readonly number[],
    origin: [-31.25, 17.5, -120.75] as Vector3,
    pixelSpacing: [0.75, 0.75] as readonly [number, number],
    sliceSpacing: 2.5,
    shear: 0,
    order: 'ascending' as const,
    missing: [] as readonly number[],
    modality: 'CT',
    signed: false,
    bitsAllocated: 16 as const,
    photometric: 'MONOCHROME2',
    slope: 1,
    intercept: 0,
    dirtyHighBits: false,
    transferSyntax: 'explicit' as const,
    enhanced: false,
    seriesInstanceUid: undefined as string | null | undefined,
    description: 'test series',
    seriesNumber: 3,
    elements: [] as Elements,
    repeats: 1,
    imageElements: (): Elements => [],
    ...options,
  };
  const bitsStored = o.bitsStored ?? o.bitsAllocated;
  const storedAt = o.storedAt ?? ((i, j, k) => (i + 16 * j + 251 * k) % 2 ** (bitsStored - 1));
  const studyInstanceUid = o.studyInstanceUid ?? nextUid();
  const frameOfReferenceUid = o.frameOfReferenceUid ?? nextUid();
  const seriesInstanceUid = o.seriesInstanceUid === undefined ? nextUid() : o.seriesInstanceUid;

  const alongColumns = o.orientation.slice(0, 3) as unknown as Vector3;
  const alongRows = o.orientation.slice(3, 6) as unknown as Vector3;
  const normal: Vector3 = [
    alongColumns[1] * alongRows[2] - alongColumns[2] * alongRows[1],
    alongColumns[2] * alongRows[0] - alongColumns[0] * alongRows[2],
    alongColumns[0] * alongRows[1] - alongColumns[1] * alongRows[0],
  ];
  const kept = Array.from({ length: o.slices }, (_, k) => k).filter((k) => !o.missing.includes(k));
  const step = normal.map((n, axis) => n * o.sliceSpacing + alongRows[axis] * o.shear);
  const positionOf = (k: number): Vector3 =>
    o.origin.map((start, axis) => start + step[axis] * k) as unknown as Vector3;

  const voxelsPerSlice = o.columns * o.rows;
  const voxels = new Float64Array(voxelsPerSlice * kept.length);
  const images = Array.from({ length: o.repeats }, (_, repeat) =>
    kept.map((k, place) => ({ k, place, repeat })),
  ).flat();
  const words = images.map(({ k, place, repeat }) => {
    const slice: number[] = [];
    for (let j = 0; j < o.rows; j++) {
      for (let i = 0; i < o.columns; i++) {
        const stored = storedAt(i, j, k) + repeat;
        if (repeat === 0) {
          voxels[place * voxelsPerSlice + slice.length] = stored * o.slope + o.intercept;
        }
        const low = stored & (2 ** bitsStored - 1);
        const high = o.dirtyHighBits ? ((i + j) % 2 ? 2 ** o.bitsAllocated - 2 ** bitsStored : 0) : 0;
        slice.push(low | high);
      }
    }
    return slice;
  });

  const transferSyntax = TRANSFER_SYNTAX[o.transferSyntax];
  const pixelDataElement = (frames: readonly number[][]): Uint8Array => {
    if (o.transferSyntax === 'rle') {
      return encapsulatedPixelData(
        frames.map((frame) => literalRleFrame(frame, o.bitsAllocated === 8 ? 1 : 2)),
      );
    }
    const encoding = encodingOf(transferSyntax);
    const flat = frames.flat();
    const bytes = new DataView(new ArrayBuffer((flat.length * o.bitsAllocated) / 8));
    flat.forEach((word, index) => {
      if (o.bitsAllocated === 8) bytes.setUint8(index, word);
      else bytes.setUint16(2 * index, word, encoding.littleEndian);
    });
    return encodeDataset([['7FE00010', 'OW', new Uint8Array(bytes.buffer)]], encoding);
  };

  const classes = CLASSES[o.modality] ?? CLASSES.CT;
  const sopClassUid = o.enhanced ? classes.enhanced : classes.classic;
  const decimals = (values: readonly number[]): string =>
    values.map((value) => String(Number(value.toPrecision(12))).slice(0, 16)).join('\\');
  const fileOf = (sop: string, number: number, own: Elements, frames: readonly number[][]): Uint8Array =>
    encodeFile({
      sopClassUid,
      sopInstanceUid: sop,
      transferSyntax,
      pixelDataElement: pixelDataElement(frames),
      elements: replaced(
        [
          ['00080008', 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
          ['00080016', 'UI', sopClassUid],
          ['00080018', 'UI', sop],
          ['00080020', 'DA', '20240229'],
          ['00080030', 'TM', '101112.5'],
          ['00080050', 'SH', 'ACC-7'],
          ['00080060', 'CS', o.modality],
          ['00080070', 'LO', 'Test Scanners'],
          ['00080090', 'PN', 'Referrer^Rita'],
          ['00081030', 'LO', 'test study'],
          ['0008103E', 'LO', o.description],
          ['00081090', 'LO', 'Model 1'],
          ['00100010', 'PN', 'Test^Tina'],
          ['00100020', 'LO', 'PID-42'],
          ['00100030', 'DA', '19700102'],
          ['00100040', 'CS', 'F'],
          ['00101010', 'AS', '054Y'],
          ['00101030', 'DS', '61.5'],
          ['0020000D', 'UI', studyInstanceUid],
          ...((seriesInstanceUid === null ? [] : [['0020000E', 'UI', seriesInstanceUid]]) as Element[]),
          ['00200010', 'SH', 'STUDY-9'],
          ['00200011', 'IS', String(o.seriesNumber)],
          ['00200013', 'IS', String(number)],
          ['00200052', 'UI', frameOfReferenceUid],
          ['00201040', 'LO', ''],
          ['00280002', 'US', 1],
          ['00280004', 'CS', o.photometric],
          ['00280010', 'US', o.rows],
          ['00280011', 'US', o.columns],
          ['00280100', 'US', o.bitsAllocated],
          ['00280101', 'US', bitsStored],
          ['00280102', 'US', bitsStored - 1],
          ['00280103', 'US', o.signed ? 1 : 0],
          ...own,
        ],
        o.elements,
      ),
    });
  const rescale: Element[] = [
    ['00281052', 'DS', String(o.intercept)],
    ['00281053', 'DS', String(o.slope)],
    ['00281054', 'LO', o.modality === 'CT' ? 'HU' : 'US'],
  ];
  const measures: Element[] = [
    ['00180050', 'DS', String(o.sliceThickness ?? o.sliceSpacing)],
    ['00280030', 'DS', decimals(o.pixelSpacing)],
  ];
  const position = (k: number): Element => ['00200032', 'DS', decimals(positionOf(k))];
  const orientation: Element = ['00200037', 'DS', decimals(o.orientation)];

  const sequence = ordered(images.length, o.order);
  let files: MadeSeries['files'];
  let sopInstanceUids: string[];
  if (o.enhanced) {
    const sop = nextUid();
    sopInstanceUids = kept.map(() => sop);
    const shared: Elements = [
      ['00289110', 'SQ', [measures]],
      ['00209116', 'SQ', [[orientation]]],
      ['00289145', 'SQ', [rescale]],
    ];
    const perFrame = sequence.map((index): Elements => {
      const { k, repeat } = images[index];
      return [['00209113', 'SQ', [[position(k)]]], ...o.imageElements(k, repeat)];
    });
    const own: Elements = [
      ['00280008', 'IS', String(images.length)],
      ['52009229', 'SQ', [shared]],
      ['52009230', 'SQ', perFrame],
    ];
    files = [
      {
        name: 'enhanced.dcm',
        bytes: fileOf(
          sop,
          1,
          own,
          sequence.map((index) => words[index]),
        ),
      },
    ];
  } else {
    const uids = images.map(() => nextUid());
    sopInstanceUids = uids.slice(0, kept.length);
    files = sequence.map((index, place) => {
      const { k, repeat } = images[index];
      const own = replaced([...measures, position(k), orientation, ...rescale], o.imageElements(k, repeat));
      return {
        name: `image-${String(place + 1).padStart(4, '0')}.dcm`,
        bytes: fileOf(uids[index], place + 1, own, [words[index]]),
      };
    });
  }
  const stepLength = Math.hypot(...step);
  return {
    files,
    geometry: {
      columns: o.columns,
      rows: o.rows,
      slices: kept.length,
      spacing: [o.pixelSpacing[1], o.pixelSpacing[0], stepLength],
      direction: [alongColumns, alongRows, step.map((s) => s / stepLength) as unknown as Vector3],
      origin: positionOf(kept[0]),
      slicePositions: kept.map((k) => (k - kept[0]) * stepLength),
    },
    voxels,
    sopInstanceUids,
    seriesInstanceUid,
    studyInstanceUid,
    frameOfReferenceUid,
  };
}

/** Elements of the second list take the place of those of the first with the same tag. */
function replaced(elements: Elements, by: Elements): Elements {
  const tags = new Set(by.map(([tag]) => tag));
  return [...elements.filter(([tag]) => !tags.has(tag)), ...by];
}

function ordered(count: number, order: 'ascending' | 'descending' | 'shuffled'): number[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  if (order === 'descending') return indices.reverse();
  if (order === 'ascending') return indices;
  // A fixed shuffle that also moves the first and the last.
  return indices.sort((a, b) => ((a * 7 + 3) % count) - ((b * 7 + 3) % count) || a - b);
}

import { dateAndTime, findOverlaps, newUid, writeSeg } from '@few-shot-lms/dicom-seg';
import type { SegEncoding } from '../state/sessionState';
import { PRODUCT, VERSION } from '../version';
import { softPlane, type SoftMask } from '../worker/SoftStore';
import { describeSegment, type SegmentToSave } from './SegmentToSave';
import type { SegPlace } from './SegPlace';
import type { SegSource } from './SegSource';

export interface SegOptions {
  readonly encoding: SegEncoding;
  /** Run-length coded, where the encoding can be. */
  readonly compressed: boolean;
  /** Where the segmentation was saved last, null for the first time. */
  readonly place: SegPlace | null;
}

/** Probabilities of a segment on a slice. */
export interface SoftSlice {
  /** Of the segment. */
  readonly index: number;
  /** In spatial order. */
  readonly slice: number;
  readonly mask: SoftMask;
}

/** Everything that a SEG is made of; but for the headers plain data, which a worker can be sent. */
export interface SegFileRequest {
  readonly source: SegSource;
  readonly segments: readonly SegmentToSave[];
  readonly options: SegOptions;
  /** FRACTIONAL: where a segment has none on a slice, the mask counts. */
  readonly soft?: readonly SoftSlice[];
}

/** A SEG as a Part 10 file and what is said about it. */
export interface SegFile {
  readonly bytes: ArrayBuffer;
  /** File name for a download. */
  readonly name: string;
  readonly seriesDescription: string;
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly place: SegPlace;
  /** Two segments because of which the file is binary although a label map was asked for. */
  readonly overlap: readonly [string, string] | null;
}

/**
 * Writes a segmentation as DICOM SEG: a new instance, in the series of the last one if there is one. Segments that overlap
 * make it binary, for a label map cannot hold them.
 * @throws UserError
 */
export function buildSegFile({ source, segments, options, soft = [] }: SegFileRequest): SegFile {
  const { encoding, compressed, place } = options;
  const [overlap] = findOverlaps(source.labelmaps);
  const kind = overlap && encoding === 'LABELMAP' ? 'BINARY' : encoding;
  const contentDescription = withProduct(source.label);
  const seriesDescription = place?.seriesDescription ?? contentDescription;
  const seriesStarted = place?.seriesStarted ?? dateAndTime(new Date());
  const next: SegPlace = {
    ...(place ?? { seriesInstanceUid: newUid() }),
    ...{ seriesDescription, seriesStarted },
    instanceNumber: (place?.instanceNumber ?? 0) + 1,
  };
  const sopInstanceUid = newUid();
  const [labelmap, ...overlays] = source.labelmaps;
  const rle = compressed ? 'RLE' : 'UNCOMPRESSED';
  const common = {
    instances: source.instances,
    geometry: source.geometry,
    segments: segments.map(describeSegment),
    origins: new Map(segments.map(({ index, origins }) => [index, origins])),
    contentDescription,
    ...next,
    sopInstanceUid,
    software: { name: PRODUCT, version: VERSION },
  };
  const written = writeSeg(
    kind === 'FRACTIONAL'
      ? { ...common, kind, encoding: rle, fractionOf: fractionsOf(source, soft) }
      : { ...common, kind, encoding: kind === 'LABELMAP' ? rle : 'UNCOMPRESSED', labelmap, overlays },
  );
  const nameOf = (number: number) => segments.find(({ index }) => index === number)?.label ?? '';
  return {
    bytes: exactBuffer(written),
    name: `${fileStem(source.label)}.dcm`,
    seriesDescription,
    studyInstanceUid: String(source.instances[0].dataset.StudyInstanceUID ?? ''),
    sopInstanceUid,
    place: next,
    overlap: overlap && encoding === 'LABELMAP' ? [nameOf(overlap.first), nameOf(overlap.second)] : null,
  };
}

/** Values 0..1 row by row: probabilities where there are some, otherwise 1 where the segment is. */
function fractionsOf(
  { labelmaps, geometry }: SegSource,
  soft: readonly SoftSlice[],
): (index: number, slice: number) => Float32Array | undefined {
  const voxels = geometry.rows * geometry.columns;
  const masks = new Map(soft.map(({ index, slice, mask }) => [`${index} ${slice}`, mask]));
  return (index, slice) => {
    const mask = masks.get(`${index} ${slice}`);
    if (mask) return softPlane(mask, geometry.columns, geometry.rows);
    const planes = labelmaps.map((labelmap) => labelmap.subarray(slice * voxels, (slice + 1) * voxels));
    const holding = planes.filter((plane) => plane.includes(index));
    if (holding.length === 0) return undefined;
    return Float32Array.from({ length: voxels }, (_, n) =>
      holding.some((plane) => plane[n] === index) ? 1 : 0,
    );
  };
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** A name that every file system takes. */
function fileStem(label: string): string {
  return label.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[._]+|[._]+$/g, '') || 'segmentation';
}

/** Says in the description of the series what has written it. */
function withProduct(label: string): string {
  return label.endsWith(` (${PRODUCT})`) ? label : `${label} (${PRODUCT})`;
}

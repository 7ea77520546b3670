import { newUid, writeSeg, type SegmentDescription } from '@few-shot-lms/dicom-seg';
import type { AlgorithmUsed, SegEncoding } from '../state/sessionState';
import { texts } from '../texts';
import { VERSION } from '../version';
import type { SegmentSource, SegSource } from './SegSource';

/** A SEG as a Part 10 file and what is said about it. */
export interface SegFile {
  readonly bytes: ArrayBuffer;
  /** File name for a download. */
  readonly name: string;
  readonly seriesDescription: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/**
 * Writes a segmentation as DICOM SEG.
 * @param algorithmOf the model that filled slices of a segment, null if it was only drawn
 * @throws UserError
 */
export function buildSegFile(
  source: SegSource,
  encoding: SegEncoding,
  algorithmOf: (segmentIndex: number) => AlgorithmUsed | null,
): SegFile {
  const seriesDescription = texts.save.seriesDescription(source.label);
  const seriesInstanceUid = newUid();
  const written = writeSeg({
    instances: source.instances,
    geometry: source.geometry,
    labelmap: source.labelmap,
    segments: source.segments.map((segment) => describe(segment, algorithmOf(segment.index))),
    kind: encoding,
    // Single bits cannot be run-length coded.
    encoding: encoding === 'LABELMAP' ? 'RLE' : 'UNCOMPRESSED',
    seriesDescription,
    seriesInstanceUid,
    software: { name: texts.panel.title, version: VERSION },
  });
  return {
    bytes: exactBuffer(written),
    name: `${fileStem(source.label)}.dcm`,
    seriesDescription,
    studyInstanceUid: String(source.instances[0].dataset.StudyInstanceUID ?? ''),
    seriesInstanceUid,
  };
}

function describe(
  { index, label, colour }: SegmentSource,
  algorithm: AlgorithmUsed | null,
): SegmentDescription {
  const base = { number: index, label, rgb: colour };
  if (!algorithm) return { ...base, algorithmType: 'MANUAL' };
  const hashes = Object.entries(algorithm.modelHashes).map(([role, sha256]) => `${role} SHA-256 ${sha256}`);
  return {
    ...base,
    algorithmType: 'SEMIAUTOMATIC',
    algorithmName: algorithm.modelTitle,
    algorithmVersion: algorithm.modelVersion,
    algorithmParameters: [`model ${algorithm.modelId}`, ...hashes].join('; '),
  };
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** A name that every file system takes. */
function fileStem(label: string): string {
  return label.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[._]+|[._]+$/g, '') || 'segmentation';
}

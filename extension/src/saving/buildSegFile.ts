import { writeSeg } from '@few-shot-lms/dicom-seg';
import type { SegEncoding } from '../state/sessionState';
import type { SegSource } from './SegSource';

export interface SegFile {
  readonly bytes: ArrayBuffer;
  readonly name: string;
  readonly seriesDescription: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}
export function buildSegFile(source: SegSource, encoding: SegEncoding): SegFile {
  return writeSeg(source, encoding);
}

import { readFile } from 'node:fs/promises';
import type { SegContent, SegTarget } from '@few-shot-lms/dicom-seg';
import { readSeg } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import type { DicomSource } from '../image/image';
import { segmentsOfLabels } from '../support/segments-of-labels';
import type { Support } from '../support/support';

/** Reads a DICOM SEG that was drawn on the series. @throws UserError if it is none, or of another series or grid */
export async function loadSegSupport(path: string, image: DicomSource): Promise<Support> {
  const { volume, instances, seriesInstanceUid } = image.series;
  const frameOfReference = instances[0].dataset.FrameOfReferenceUID;
  const target = {
    geometry: volume.geometry,
    instances,
    seriesInstanceUid,
    frameOfReferenceUid: typeof frameOfReference === 'string' ? frameOfReference : undefined,
  };
  const { labelmap, segments, warnings } = readOf(path, await readFile(path), target);
  const described = new Map(segments.map((segment) => [segment.number, segment]));
  return {
    name: path,
    segments: segmentsOfLabels(labelmap, volume.geometry, (label) => {
      const dicom = described.get(label);
      return { name: dicom?.label ?? `Label ${label}`, dicom };
    }),
    notes: warnings,
  };
}

function readOf(path: string, bytes: Uint8Array, target: SegTarget): SegContent {
  try {
    return readSeg(bytes, target);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${path}: ${error.message}`);
  }
}

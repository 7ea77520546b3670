import type { SegContent, SegTarget } from '@few-shot-lms/dicom-seg';
import { inEnglish, readSeg, sliceOriginsOf } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import type { DicomSource } from '../image/image';
import { readInput } from '../read-input';
import { segmentsOfLabels } from '../support/segments-of-labels';
import type { Support } from '../support/support';

/**
 * Reads a DICOM SEG that was drawn on the series.
 *
 * @param threshold share of the maximum from which a voxel of a FRACTIONAL SEG counts as drawn
 * @throws UserError if it is none, or of another series or grid
 */
export async function loadSegSupport(path: string, image: DicomSource, threshold: number): Promise<Support> {
  const { volume, instances, seriesInstanceUid } = image.series;
  const frameOfReference = instances[0].dataset.FrameOfReferenceUID;
  const target = {
    geometry: volume.geometry,
    instances,
    seriesInstanceUid,
    frameOfReferenceUid: typeof frameOfReference === 'string' ? frameOfReference : undefined,
  };
  const bytes = await readInput(path);
  const { labelmap, overlays, segments, dataset, warnings } = await readOf(path, bytes, target, threshold);
  const described = new Map(segments.map((segment) => [segment.number, segment]));
  const origins = sliceOriginsOf(dataset, instances);
  const drawn = segmentsOfLabels([labelmap, ...overlays], volume.geometry, (label) => {
    const dicom = described.get(label);
    return { name: dicom?.label ?? `Label ${label}`, dicom };
  });
  return {
    name: path,
    segments: drawn.map((segment) => ({ ...segment, origins: origins.get(segment.label) })),
    // Whether segments that overlap keep their voxels depends on the result, too: `overlapNotes` says it.
    notes: warnings.filter(({ key }) => key !== 'dicom.segmentsOverlap').map(inEnglish),
  };
}

async function readOf(
  path: string,
  bytes: Uint8Array,
  target: SegTarget,
  threshold: number,
): Promise<SegContent> {
  try {
    return await readSeg(bytes, target, { threshold });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${path}: ${error.message}`);
  }
}

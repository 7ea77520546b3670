import type { SegmentDescription } from '@few-shot-lms/dicom-seg';
import { conceptForLabel, writeSeg } from '@few-shot-lms/dicom-seg';
import cliPackage from '../../package.json';
import type { SegKind } from '../arguments';
import type { ModelDescription } from '../engine-port';
import type { DicomSource } from '../image/image';
import type { SegmentTask } from '../support/support';

const SOFTWARE = 'Few-shot LMS';

/** The result as a DICOM SEG of the image's series. @throws UserError if it cannot be one */
export function encodeSeg(
  { series }: DicomSource,
  tasks: readonly SegmentTask[],
  labels: Uint16Array,
  kind: SegKind,
  model: ModelDescription,
): Uint8Array {
  return writeSeg({
    instances: series.instances,
    geometry: series.volume.geometry,
    labelmap: labels,
    segments: tasks.map((task) => describe(task, model)),
    kind,
    encoding: kind === 'BINARY' ? 'UNCOMPRESSED' : 'RLE',
    seriesDescription: SOFTWARE,
    software: { name: SOFTWARE, version: cliPackage.version },
  });
}

/** Codes and colour stay as they were drawn; without any, the name is looked up. */
function describe(
  { label, description, supports }: SegmentTask,
  model: ModelDescription,
): SegmentDescription {
  const { category, type, typeModifier, anatomicRegion, rgb } = conceptForLabel(description.name);
  const hashes = Object.entries(model.sha256).map(([role, hash]) => `${role} SHA-256 ${hash}`);
  const drawn = supports.map(({ slice }) => slice + 1).join(', ');
  return {
    category,
    type,
    typeModifier,
    anatomicRegion,
    rgb,
    ...description.dicom,
    number: label,
    label: description.name,
    algorithmType: 'SEMIAUTOMATIC',
    algorithmName: `LMS-Net ${model.id}`,
    algorithmVersion: model.version,
    algorithmParameters: [`drawn slices ${drawn} (from 1, spatial order)`, ...hashes].join('; '),
  };
}

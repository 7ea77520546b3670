import type { SegmentDescription, SliceOrigin } from '@few-shot-lms/dicom-seg';
import { isEmptyOrigin, modelAlgorithm, PRODUCT, writeSeg } from '@few-shot-lms/dicom-seg';
import cliPackage from '../../package.json';
import type { SegKind } from '../arguments';
import type { ModelDescription } from '../engine-port';
import type { DicomSource } from '../image/image';
import type { PropagationOutcome, SegmentOutcome } from '../propagate-segments';
import { originOfSupport, staysEmpty } from '../support/slice-use';

/**
 * The result as a DICOM SEG of the image's series.
 *
 * @param model needed for segments that it has filled in
 * @throws UserError if it cannot be one
 */
export function encodeSeg(
  { series }: DicomSource,
  { segments, masks: { merger, probabilities } }: Pick<PropagationOutcome, 'segments' | 'masks'>,
  kind: SegKind,
  model?: ModelDescription,
): Uint8Array {
  const common = {
    instances: series.instances,
    geometry: series.volume.geometry,
    segments: segments.map((segment) => describe(segment, model)),
    origins: new Map(segments.map((segment) => [segment.task.label, originsOf(segment)])),
    seriesDescription: PRODUCT,
    software: { name: PRODUCT, version: cliPackage.version },
  };
  const { labels: labelmap, overlays } = merger;
  if (kind === 'LABELMAP') return writeSeg({ ...common, kind, encoding: 'RLE', labelmap });
  if (kind === 'BINARY') {
    return writeSeg({ ...common, kind, encoding: 'UNCOMPRESSED', labelmap, overlays });
  }
  if (!probabilities) throw new RangeError('the probabilities were not kept');
  const fractionOf = probabilities.fractionOf.bind(probabilities);
  return writeSeg({ ...common, kind, encoding: 'RLE', fractionOf });
}

/**
 * Codes and colour are those that were asked for, or as they were drawn; without any, the name says them. How it came about is
 * what the SEG of the drawn slices says, until a model adds to it.
 */
function describe({ task, slices }: SegmentOutcome, model: ModelDescription | undefined): SegmentDescription {
  const { label, description } = task;
  const filled = slices.some(({ status }) => status === 'propagated');
  const base = {
    algorithmType: 'MANUAL' as const,
    ...description.dicom,
    ...(description.structure ? codesOf(description.structure) : {}),
    number: label,
    label: description.name,
  };
  if (!filled || !model) return base;
  const { id, version, sha256 } = model;
  const name = `LMS-Net ${id}`;
  return { ...base, ...modelAlgorithm({ id, name, version, sha256, source: PRODUCT }) };
}

/** All of them, so that none is left of another structure, nor what was said about that. */
function codesOf(
  structure: NonNullable<SegmentOutcome['task']['description']['structure']>,
): Pick<
  SegmentDescription,
  'category' | 'type' | 'typeModifier' | 'anatomicRegion' | 'regionModifier' | 'rgb' | 'description'
> {
  const { category, type, typeModifier, anatomicRegion, regionModifier, rgb } = structure;
  return { category, type, typeModifier, anatomicRegion, regionModifier, rgb, description: undefined };
}

function originsOf({ task, slices }: SegmentOutcome): Map<number, SliceOrigin> {
  // Why slices are empty that this run has not come to, as the support says it.
  const origins = new Map([...(task.origins ?? [])].filter(([, origin]) => isEmptyOrigin(origin)));
  for (const { slice, status, scores } of slices) {
    const { trust, presence, certainty, agreement, way } = scores;
    if (status === 'beyond-end') origins.set(slice, { kind: status });
    if (status === 'absent') origins.set(slice, { kind: status, scores: { presence, trust } });
    if (status !== 'propagated') continue;
    const known = { trust, presence, certainty, agreement, ...(way === undefined ? {} : { way }) };
    origins.set(slice, { kind: 'propagated', scores: known });
  }
  for (const { slice } of task.kept) {
    const origin = task.origins?.get(slice);
    if (origin) origins.set(slice, origin);
  }
  for (const slice of task.empty) {
    const origin = task.origins?.get(slice);
    origins.set(slice, origin && staysEmpty(origin) ? origin : { kind: 'erased' });
  }
  for (const { slice } of task.supports) origins.set(slice, originOfSupport(task.origins?.get(slice)));
  return origins;
}

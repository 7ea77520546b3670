import { UserError, type VolumeGeometry } from '@few-shot-lms/engine';
import { orderSlices } from '@few-shot-lms/dicom-seg';
import { metaData } from '@cornerstonejs/core';
import { texts } from '../texts';
import type { SeriesSummary } from '../state/viewerContext';
import type { NaturalInstance } from './ohifServices';
import { frameNumberOf, planeOf } from './sliceOfImage';

/** A series whose images have been put into spatial order. */
export interface ResolvedSeries {
  readonly summary: SeriesSummary;
  /** Image of every slice, in spatial order. */
  readonly imageIds: readonly string[];
  readonly geometry: VolumeGeometry;
}

/** The viewer does not know the images yet; asking again later helps. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

/**
 * Orders the images of a series by their positions (never by the order in which the viewer lists them).
 * @throws UserError for images that do not make a volume, NotReadyError while their headers are not there
 */
export function resolveSeries(imageIds: readonly string[]): ResolvedSeries {
  const instances = imageIds.map(instanceOf);
  const [first] = instances;
  if (!first) throw new NotReadyError('no images');
  if (instances.length < 2) throw new UserError(texts.problems.tooFew);
  if (Number(first.SamplesPerPixel ?? 1) > 1) throw new UserError(texts.problems.colour);
  if (instances.some((each) => Number(each.NumberOfFrames ?? 1) > 1 && frameNumberOf(each) === undefined)) {
    throw new UserError(texts.problems.multiFrame);
  }
  if (instances.some(({ ModalityLUTSequence }) => ModalityLUTSequence !== undefined)) {
    throw new UserError(texts.problems.modalityLut);
  }
  const planes = instances.map(planeOf);
  if (!planes.every((plane) => plane !== undefined)) throw new UserError(texts.problems.noPositions);
  const { order, geometry, warnings } = orderSlices(planes);
  const { columns, rows, slices, spacing } = geometry;
  const description =
    String(first.SeriesDescription ?? '') || `Series ${String(first.SeriesNumber ?? '')}`.trim();
  const ordered = order.map((n) => imageIds[n]);
  return {
    imageIds: ordered,
    geometry,
    summary: {
      key: `${first.SeriesInstanceUID}|${slices}|${ordered[0]}`,
      description,
      modality: String(first.Modality ?? ''),
      bodyPart: String(first.BodyPartExamined ?? '').toUpperCase(),
      studyKey: first.StudyInstanceUID,
      slices,
      rows,
      columns,
      pixelAreaMm2: spacing[0] * spacing[1],
      sliceSpacingMm: spacing[2],
      descending: order[0] > order[order.length - 1],
      warnings,
    },
  };
}

/** The header of an image with keywords as names. @throws NotReadyError */
export function instanceOf(imageId: string): NaturalInstance {
  const instance: NaturalInstance | undefined = metaData.get('instance', imageId);
  if (!instance) throw new NotReadyError(`no header of ${imageId}`);
  return instance;
}

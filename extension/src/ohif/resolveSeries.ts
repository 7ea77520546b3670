import { UserError } from '@few-shot-lms/engine';
import { orderSlices, splitStacks, type SourceInstance } from '@few-shot-lms/dicom-seg';
import { metaData } from '@cornerstonejs/core';
import { said } from '../said';
import { texts } from '../texts';
import type { NaturalInstance } from './ohifServices';
import type { ResolvedSeries } from './ResolvedSeries';
import { SeriesStacks, type StackOfSeries } from './SeriesStacks';
import { frameNumberOf, planeOf } from './sliceOfImage';

/** The viewer does not know the images yet; asking again later helps. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

/**
 * Splits the images of a series into stacks (acquisitions, phases, echoes, a localizer) and orders each by its positions,
 * never by the order in which the viewer lists them.
 * @throws UserError for images that make no volume at all, NotReadyError while their headers are not there
 */
export function resolveSeries(imageIds: readonly string[]): SeriesStacks {
  const instances = imageIds.map(sourceInstance);
  if (instances.length === 0) throw new NotReadyError('no images');
  if (instances.length < 2) throw new UserError(texts.problems.tooFew);
  const stacks = splitStacks(instances);
  return new SeriesStacks(
    stacks.map(({ name, members }, n): StackOfSeries => {
      const ofStack = members.map((member) => imageIds[member]);
      try {
        const series = resolveStack(
          ofStack,
          members.map((member) => instances[member]),
        );
        if (stacks.length === 1) return { imageIds: ofStack, series };
        const stack = said('panel.oneOfStacks', n + 1, stacks.length, name);
        return { imageIds: ofStack, series: { ...series, summary: { ...series.summary, stack } } };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { imageIds: ofStack, series: error };
      }
    }),
  );
}

/**
 * Where an image lies, with its header.
 * @throws UserError for an image that cannot be a slice of grey values with a place, NotReadyError
 */
export function sourceInstance(imageId: string): SourceInstance {
  const dataset = instanceOf(imageId);
  const frameNumber = frameNumberOf(dataset);
  if (Number(dataset.SamplesPerPixel ?? 1) > 1) throw new UserError(texts.problems.colour);
  if (Number(dataset.NumberOfFrames ?? 1) > 1 && frameNumber === undefined) {
    throw new UserError(texts.problems.multiFrame);
  }
  if (dataset.ModalityLUTSequence !== undefined) throw new UserError(texts.problems.modalityLut);
  const plane = planeOf(dataset);
  if (!plane) throw new UserError(texts.problems.noPositions);
  return {
    sopInstanceUid: dataset.SOPInstanceUID,
    sopClassUid: dataset.SOPClassUID,
    plane,
    dataset,
    frameNumber,
  };
}

function resolveStack(imageIds: readonly string[], instances: readonly SourceInstance[]): ResolvedSeries {
  if (instances.length < 2) throw new UserError(texts.problems.tooFew);
  const { order, geometry, warnings } = orderSlices(instances.map(({ plane }) => plane));
  const { columns, rows, slices, spacing } = geometry;
  const first = instanceOf(imageIds[0]);
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
      stack: null,
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

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
 * never by the order in which the viewer lists them. Images that cannot be slices are let be.
 * @throws UserError for images that make no volume at all, NotReadyError while their headers are not there
 */
export function resolveSeries(imageIds: readonly string[]): SeriesStacks {
  if (imageIds.length === 0) throw new NotReadyError('no images');
  const { usable, refused } = withHeaders(imageIds);
  if (usable.length < 2) throw refused[0]?.series ?? new UserError(texts.problems.tooFew);
  const leftOut = refused.length > 0 ? [said('panel.leftOut', refused.length)] : [];
  const stacks = splitStacks(usable.map(({ instance }) => instance));
  const resolved = stacks.map(({ name, members }, n): StackOfSeries => {
    const images = members.map((member) => usable[member]);
    const ofStack = images.map(({ imageId }) => imageId);
    try {
      const series = resolveStack(
        ofStack,
        images.map(({ instance }) => instance),
      );
      const stack = stacks.length > 1 ? said('panel.oneOfStacks', n + 1, stacks.length, name) : null;
      const warnings = [...series.summary.warnings, ...leftOut];
      return { imageIds: ofStack, series: { ...series, summary: { ...series.summary, stack, warnings } } };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { imageIds: ofStack, series: error };
    }
  });
  return new SeriesStacks([...resolved, ...refused]);
}

/** Images that can be slices, and those that cannot, each with the reason: a report or a screenshot in a series is let be. */
function withHeaders(imageIds: readonly string[]) {
  const usable: { readonly imageId: string; readonly instance: SourceInstance }[] = [];
  const refused: { readonly imageIds: readonly string[]; readonly series: UserError }[] = [];
  for (const imageId of imageIds) {
    try {
      usable.push({ imageId, instance: sourceInstance(imageId) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.push({ imageIds: [imageId], series: error });
    }
  }
  return { usable, refused };
}

/**
 * Where an image lies, with its header.
 * @throws UserError for an image that cannot be a slice of grey values with a place, NotReadyError
 */
export function sourceInstance(imageId: string): SourceInstance {
  const dataset = instanceOf(imageId);
  const frameNumber = frameNumberOf(dataset);
  const { SamplesPerPixel = 1, PhotometricInterpretation = 'MONOCHROME2' } = dataset;
  // The viewer paints images with a palette in colour, too.
  const grey = Number(SamplesPerPixel) === 1 && String(PhotometricInterpretation).startsWith('MONOCHROME');
  if (!grey) throw new UserError(texts.problems.colour);
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

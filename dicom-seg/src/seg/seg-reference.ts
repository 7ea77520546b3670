import type { NaturalizedDataset } from '../part10/dataset';
import { itemsOf, textOf } from '../part10/dataset';
import { dicomError } from '../sentences';

/** The series that a SEG is to be read for, as far as references go. */
export interface ReferenceTarget {
  readonly seriesInstanceUid: string;
  readonly instances: readonly { readonly sopInstanceUid: string }[];
  readonly frameOfReferenceUid?: string;
}

/** What a SEG has to do with a series. */
export interface SegReference {
  /** It was made on the images of the series; otherwise it only shares their frame of reference. */
  readonly madeOnSeries: boolean;
  /** It names images, of the series, but none of those that it is read for: another acquisition, phase or echo. */
  readonly madeOnOtherImages: boolean;
  /** The series that the SEG names, '' if it names none. */
  readonly seriesInstanceUid: string;
}

/** @throws UserError if the SEG was made on another series, and lies in another frame of reference or does not say it */
export function segReference(dataset: NaturalizedDataset, target: ReferenceTarget): SegReference {
  const series = itemsOf(dataset, 'ReferencedSeriesSequence').map((item) =>
    textOf(item, 'SeriesInstanceUID'),
  );
  const known = new Set(target.instances.map(({ sopInstanceUid }) => sopInstanceUid));
  const instances = referencedInstances(dataset);
  const namesKnown = instances.some((uid) => known.has(uid));
  if (series.includes(target.seriesInstanceUid) || namesKnown) {
    return {
      madeOnSeries: true,
      madeOnOtherImages: instances.length > 0 && !namesKnown,
      seriesInstanceUid: target.seriesInstanceUid,
    };
  }
  const frameOfReference = textOf(dataset, 'FrameOfReferenceUID');
  if (frameOfReference && frameOfReference === target.frameOfReferenceUid) {
    return { madeOnSeries: false, madeOnOtherImages: false, seriesInstanceUid: series[0] ?? '' };
  }
  if (series.length > 0) {
    throw dicomError('otherSeries', series[0]);
  }
  throw dicomError('noReference');
}

/** SOP instances that a SEG says it was made from, by series and by frame. */
function referencedInstances(dataset: NaturalizedDataset): string[] {
  const bySeries = itemsOf(dataset, 'ReferencedSeriesSequence').flatMap((series) =>
    itemsOf(series, 'ReferencedInstanceSequence').map((item) => textOf(item, 'ReferencedSOPInstanceUID')),
  );
  const byFrame = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').flatMap((group) =>
    sourceImagesOf(group).map(({ sopInstanceUid }) => sopInstanceUid),
  );
  return [...bySeries, ...byFrame].filter(Boolean);
}

/** The images that a frame was made from (Derivation Image Macro, PS3.3 section C.7.6.16.2.6). */
export function sourceImagesOf(
  group: NaturalizedDataset,
): { readonly sopInstanceUid: string; readonly frameNumber: string }[] {
  return itemsOf(group, 'DerivationImageSequence')
    .flatMap((derivation) => itemsOf(derivation, 'SourceImageSequence'))
    .map((item) => ({
      sopInstanceUid: textOf(item, 'ReferencedSOPInstanceUID'),
      frameNumber: textOf(item, 'ReferencedFrameNumber'),
    }));
}

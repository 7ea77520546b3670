import { UserError } from '@few-shot-lms/engine';
import type { PropagateOptions } from '../arguments';
import type { ModelDescription } from '../engine-port';
import type { LoadedImage } from '../image/image';
import { packFor, writeLabelsLike, writeLabelsOn } from '../nifti/write-nifti';
import { isDicomPath, isNiftiPath } from '../path-kinds';
import type { Masks, PropagationOutcome } from '../propagate-segments';
import type { SegmentTask } from '../support/support';
import { writeAtomically } from './write-atomically';

/** @param image once it is known: a SEG needs a DICOM image @throws UserError */
export function checkOutputKind(
  { out, segKind }: Pick<PropagateOptions, 'out' | 'segKind'>,
  image?: LoadedImage,
): void {
  if (!isNiftiPath(out) && !isDicomPath(out)) {
    throw new UserError(`--out ${out} is neither .nii, .nii.gz nor .dcm; choose one of these.`);
  }
  if (segKind === 'FRACTIONAL' && !isDicomPath(out)) {
    throw new UserError(`--seg-kind FRACTIONAL is for a DICOM SEG, and --out ${out} is none; choose a .dcm.`);
  }
  if (isDicomPath(out) && image?.kind === 'nifti') {
    throw new UserError(
      `--out ${out} is a DICOM SEG, which refers to a DICOM series; the image is NIfTI, so choose a .nii.gz.`,
    );
  }
}

/** What a person should know before the result is in that form. */
export function outputNotes(out: string, image: LoadedImage): string[] {
  const { slicePositions, spacing } = image.volume.geometry;
  const uneven = slicePositions.some((position, k) => Math.abs(position - k * spacing[2]) > 0.1 * spacing[2]);
  return uneven && isNiftiPath(out)
    ? ['Note: the slices are not evenly spaced, which NIfTI cannot say; choose a .dcm if positions matter.']
    : [];
}

/**
 * Finds out before the work what no SEG can be made of: headers of the image that would make it invalid.
 *
 * @param masks with the drawn slices
 * @throws UserError
 */
export async function checkResult(
  { out, segKind }: Pick<PropagateOptions, 'out' | 'segKind'>,
  image: LoadedImage,
  tasks: readonly SegmentTask[],
  masks: Masks,
): Promise<void> {
  if (image.kind === 'nifti' || !isDicomPath(out)) return;
  const { encodeSeg } = await import(/* webpackMode: "eager" */ '../dicom/encode-seg');
  encodeSeg(image, { masks, segments: tasks.map((task) => ({ task, planned: 0, slices: [] })) }, segKind);
}

/** Writes the label volume in the form that the name of --out asks for. */
export async function writeResult(
  options: Pick<PropagateOptions, 'out' | 'segKind'>,
  image: LoadedImage,
  outcome: PropagationOutcome,
  model: ModelDescription,
): Promise<void> {
  await writeAtomically(options.out, await encode(options, image, outcome, model));
}

async function encode(
  { out, segKind }: Pick<PropagateOptions, 'out' | 'segKind'>,
  image: LoadedImage,
  outcome: PropagationOutcome,
  model: ModelDescription,
): Promise<Uint8Array> {
  const { labels } = outcome.masks.merger;
  if (image.kind === 'nifti') return packFor(out, writeLabelsLike(image.nifti, labels));
  if (isNiftiPath(out)) return packFor(out, writeLabelsOn(image.volume.geometry, labels));
  const { encodeSeg } = await import(/* webpackMode: "eager" */ '../dicom/encode-seg');
  return encodeSeg(image, outcome, segKind, model);
}

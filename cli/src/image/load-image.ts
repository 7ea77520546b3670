import { UserError } from '@few-shot-lms/engine';
import type { PropagateOptions } from '../arguments';
import { isNiftiPath } from '../path-kinds';
import { statusOf } from '../read-input';
import type { LoadedImage } from './image';
import { loadNiftiImage } from './nifti-image';

/** Reads the image of --image, a NIfTI file or a folder with a DICOM series. @throws UserError */
export async function loadImage({
  image,
  series,
  stack,
  modality,
}: Pick<PropagateOptions, 'image' | 'series' | 'stack' | 'modality'>): Promise<LoadedImage> {
  const status = await statusOf(image);
  if (!status) throw new UserError(`--image ${image} does not exist.`);
  if (status.isDirectory()) {
    if (modality)
      throw new UserError('--modality is for NIfTI images; a DICOM series says its modality itself.');
    // Parsing dcmjs takes longer than reading a small NIfTI file.
    const { loadDicomImage } = await import(/* webpackMode: "eager" */ '../dicom/dicom-image');
    return loadDicomImage(image, { seriesInstanceUid: series, stack });
  }
  if (!isNiftiPath(image)) {
    throw new UserError(`--image ${image} is neither a folder of DICOM files nor a .nii or .nii.gz file.`);
  }
  if (series)
    throw new UserError('--series chooses among the DICOM series of a folder; a NIfTI file has none.');
  if (stack !== undefined)
    throw new UserError('--stack chooses among the stacks of a DICOM series; a NIfTI file has one.');
  return loadNiftiImage(image, modality ?? '');
}

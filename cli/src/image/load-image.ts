import { UserError } from '@few-shot-lms/engine';
import type { PropagateOptions } from '../arguments';
import { isDicomPath, isNiftiPath } from '../path-kinds';
import { readInput, statusOf } from '../read-input';
import type { LoadedImage } from './image';
import { loadNiftiImage } from './nifti-image';

/** What a DICOM file begins with, and its length before that (PS3.10 section 7.1). */
const PREFIX = 'DICM';
const PREAMBLE = 128;

/** Reads the image of --image: a NIfTI file, a folder with a DICOM series, or a DICOM file of many frames. @throws UserError */
export async function loadImage({
  image,
  series,
  stack,
  modality,
}: Pick<PropagateOptions, 'image' | 'series' | 'stack' | 'modality'>): Promise<LoadedImage> {
  const status = await statusOf(image);
  if (!status) throw new UserError(`--image ${image} does not exist.`);
  if (status.isDirectory() || (status.isFile() && (await isDicomFile(image)))) {
    if (modality)
      throw new UserError('--modality is for NIfTI images; a DICOM series says its modality itself.');
    // Parsing dcmjs takes longer than reading a small NIfTI file.
    const { loadDicomFile, loadDicomImage } = await import(/* webpackMode: "eager" */ '../dicom/dicom-image');
    const load = status.isDirectory() ? loadDicomImage : loadDicomFile;
    return load(image, { seriesInstanceUid: series, stack });
  }
  if (!isNiftiPath(image)) {
    throw new UserError(
      `--image ${image} is neither a folder of DICOM files, nor a DICOM file, nor a .nii or .nii.gz file.`,
    );
  }
  if (series)
    throw new UserError('--series chooses among the DICOM series of a folder; a NIfTI file has none.');
  if (stack !== undefined)
    throw new UserError('--stack chooses among the stacks of a DICOM series; a NIfTI file has one.');
  return loadNiftiImage(image, modality ?? '');
}

/** Many have another name than .dcm, or none. */
async function isDicomFile(path: string): Promise<boolean> {
  if (isDicomPath(path) || isNiftiPath(path)) return isDicomPath(path);
  const start = await readInput(path, PREAMBLE + PREFIX.length);
  return Buffer.from(start.subarray(PREAMBLE)).toString('latin1') === PREFIX;
}

import { UserError } from '@few-shot-lms/engine';
import type { LoadedImage } from '../image/image';
import { isNiftiPath } from '../path-kinds';
import { statusOf } from '../read-input';
import { loadNiftiSupport } from './nifti-support';
import type { Support } from './support';

/**
 * Reads the drawn slices of --support, a label volume or a DICOM SEG.
 *
 * @param threshold for a SEG of fractions: share of the maximum from which a voxel counts as drawn
 * @throws UserError
 */
export async function loadSupport(path: string, image: LoadedImage, threshold = 0.5): Promise<Support> {
  const status = await statusOf(path);
  if (!status) throw new UserError(`--support ${path} does not exist.`);
  if (!status.isFile()) {
    throw new UserError(
      `--support ${path} is not a file; give a label volume .nii.gz or one DICOM SEG file.`,
    );
  }
  if (isNiftiPath(path)) return loadNiftiSupport(path, image.volume.geometry);
  if (image.kind === 'nifti') {
    throw new UserError(
      `--support ${path} is not a .nii or .nii.gz; a DICOM SEG goes with the DICOM series on which it was drawn, not with a NIfTI image.`,
    );
  }
  const { loadSegSupport } = await import(/* webpackMode: "eager" */ '../dicom/seg-support');
  return loadSegSupport(path, image, threshold);
}

import type { NiftiSource } from './image';
import { readNifti } from '../nifti/read-nifti';
import { readInput } from '../read-input';

/** @param modality DICOM modality code; NIfTI does not carry one. @throws UserError when it is not one grey volume */
export async function loadNiftiImage(path: string, modality: string): Promise<NiftiSource> {
  const { header, littleEndian, geometry, data, replaced } = readNifti(await readInput(path), path);
  return {
    kind: 'nifti',
    name: path,
    volume: { geometry, data, modality },
    files: [path],
    notes:
      replaced > 0 ? [`${path}: ${replaced} voxels are not numbers and are read as the smallest value.`] : [],
    nifti: { header, littleEndian },
  };
}

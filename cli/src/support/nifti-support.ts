import type { Volume, VolumeGeometry } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import { gridDifference } from '../grid-difference';
import { readNifti } from '../nifti/read-nifti';
import { readInput } from '../read-input';
import { segmentsOfLabels } from './segments-of-labels';
import type { Support } from './support';

const LARGEST_LABEL = 65535;
/** Whole numbers stored as scaled or floating-point values come back with this much rounding. */
const ROUNDING = 1e-3;

/**
 * Reads a label volume that was drawn on the image.
 *
 * @throws UserError when it lies on another grid or its values are no labels
 */
export async function loadNiftiSupport(path: string, image: VolumeGeometry): Promise<Support> {
  const { geometry, data } = readNifti(await readInput(path), path, 0);
  const difference = gridDifference(geometry, image);
  if (difference) {
    throw new UserError(
      `${path} is on another grid than the image: ${difference}; resample the labels onto the image (nearest neighbour).`,
    );
  }
  const labels = wholeLabels(data, path);
  const segments = segmentsOfLabels([labels], geometry, (label) => ({ name: `Label ${label}` }));
  return { name: path, segments, notes: [] };
}

function wholeLabels(data: Volume['data'], path: string): Uint16Array {
  const labels = new Uint16Array(data.length);
  for (let n = 0; n < data.length; n++) {
    const label = Math.round(data[n]);
    if (label < 0 || label > LARGEST_LABEL || Math.abs(label - data[n]) > ROUNDING) {
      throw new UserError(
        `${path} is not a label volume: it has the value ${data[n]}; labels are whole numbers from 0 to ${LARGEST_LABEL}.`,
      );
    }
    labels[n] = label;
  }
  return labels;
}

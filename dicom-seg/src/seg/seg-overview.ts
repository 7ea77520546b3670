import { textOf } from '../part10/dataset';
import { parsePart10 } from '../part10/parse-part10';
import { isSegClass } from './seg-class';
import type { SegPixels } from './seg-pixels';
import { segPixelsOf } from './seg-pixels';
import { dicomError } from '../sentences';

/** What a SEG is, before its voxels are read. */
export interface SegOverview {
  readonly type: SegPixels['type'];
  /** What the fractions of a FRACTIONAL SEG mean; undefined for the other types. */
  readonly fractionalType?: 'PROBABILITY' | 'OCCUPANCY';
}

/** @throws UserError if the file is no SEG that can be read */
export function segOverview(bytes: Uint8Array): SegOverview {
  const { dataset } = parsePart10(bytes, { pixelData: false });
  if (!isSegClass(textOf(dataset, 'SOPClassUID'))) throw dicomError('noSeg');
  const { type } = segPixelsOf(dataset);
  if (type !== 'FRACTIONAL') return { type };
  const occupancy = textOf(dataset, 'SegmentationFractionalType') === 'OCCUPANCY';
  return { type, fractionalType: occupancy ? 'OCCUPANCY' : 'PROBABILITY' };
}

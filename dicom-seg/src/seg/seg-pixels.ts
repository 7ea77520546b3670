import type { NaturalizedDataset } from '../part10/dataset';
import { numberOf, textOf } from '../part10/dataset';
import type { FrameFormat } from '../pixels/frame-format';
import { dicomError } from '../sentences';

/** How the pixels of a SEG are stored. */
export interface SegPixels extends FrameFormat {
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  /** FRACTIONAL: the value that means certain or full. */
  readonly maximum: number;
}

/** @throws UserError if the file is no SEG that can be read */
export function segPixelsOf(dataset: NaturalizedDataset): SegPixels {
  const type = textOf(dataset, 'SegmentationType');
  const rows = numberOf(dataset, 'Rows') ?? 0;
  const columns = numberOf(dataset, 'Columns') ?? 0;
  const frames = numberOf(dataset, 'NumberOfFrames') ?? 0;
  const bitsAllocated = numberOf(dataset, 'BitsAllocated') ?? 0;
  if (type !== 'BINARY' && type !== 'FRACTIONAL' && type !== 'LABELMAP') {
    throw dicomError('unknownType', type);
  }
  // Some writers store BINARY with a byte a pixel, which is not allowed, but clear.
  const allowed = { BINARY: [1, 8], FRACTIONAL: [8], LABELMAP: [8, 16] }[type];
  if (rows < 1 || columns < 1 || frames < 1 || !allowed.includes(bitsAllocated)) {
    throw dicomError('unknownPixels', frames, columns, rows, bitsAllocated);
  }
  return {
    type,
    rows,
    columns,
    frames,
    bitsAllocated,
    maximum: numberOf(dataset, 'MaximumFractionalValue') ?? 255,
  };
}

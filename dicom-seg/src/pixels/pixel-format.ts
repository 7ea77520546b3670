import { UserError } from '@few-shot-lms/engine';
import type { NaturalizedDataset } from '../part10/dataset';
import { numberOf, textOf } from '../part10/dataset';
import type { FrameFormat } from './frame-format';

/** How the grey values of an image are stored (Image Pixel Module, PS3.3 section C.7.6.3). */
export interface PixelFormat extends FrameFormat {
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

/** @throws UserError for colour images and for formats that no scanner uses for slices */
export function pixelFormatOf(dataset: NaturalizedDataset): PixelFormat {
  const photometric = textOf(dataset, 'PhotometricInterpretation');
  const samples = numberOf(dataset, 'SamplesPerPixel') ?? 1;
  if (samples !== 1 || (photometric !== '' && !photometric.startsWith('MONOCHROME'))) {
    throw new UserError(
      `The images are in colour (${photometric || `${samples} samples per pixel`}); choose a series of grey-value slices such as CT or MR.`,
    );
  }
  const rows = numberOf(dataset, 'Rows') ?? 0;
  const columns = numberOf(dataset, 'Columns') ?? 0;
  const bitsAllocated = numberOf(dataset, 'BitsAllocated') ?? 16;
  const bitsStored = numberOf(dataset, 'BitsStored') ?? bitsAllocated;
  const highBit = numberOf(dataset, 'HighBit') ?? bitsStored - 1;
  if (
    rows < 1 ||
    columns < 1 ||
    ![8, 16, 32].includes(bitsAllocated) ||
    bitsStored < 1 ||
    highBit >= bitsAllocated ||
    highBit < bitsStored - 1
  ) {
    throw new UserError(
      `The images have ${bitsStored} of ${bitsAllocated} bits at ${columns}×${rows} pixels, which cannot be read here; choose a series with 8 to 32 bits a pixel.`,
    );
  }
  return {
    rows,
    columns,
    frames: Math.max(1, numberOf(dataset, 'NumberOfFrames') ?? 1),
    bitsAllocated,
    bitsStored,
    highBit,
    signed: numberOf(dataset, 'PixelRepresentation') === 1,
  };
}

/**
 * Raw words → pixel values: takes the stored bits out of the allocated ones (older scanners put overlays into the
 * rest) and extends the sign.
 */
export function storedValues(raw: ArrayLike<number>, format: PixelFormat): Int32Array | Float64Array {
  const { bitsStored, highBit, signed } = format;
  const shift = highBit + 1 - bitsStored;
  const left = 32 - bitsStored;
  if (bitsStored === 32 && !signed) return Float64Array.from(raw, (word) => word >>> 0);
  const out = new Int32Array(raw.length);
  if (signed) {
    for (let index = 0; index < out.length; index++) out[index] = ((raw[index] >> shift) << left) >> left;
  } else {
    for (let index = 0; index < out.length; index++) out[index] = ((raw[index] >>> shift) << left) >>> left;
  }
  return out;
}

import type { DicomHeader } from './header';
import { numberOf } from './dicomJson';

/** All that is needed to find a frame in a file without reading its header again. Plain data: kept in the index. */
export interface PixelLayout {
  readonly offset: number;
  readonly length: number;
  readonly encapsulated: boolean;
  /** Offsets refer to the inflated data set. */
  readonly deflated: boolean;
  /** Bytes of a word to be reversed, since frames are served in little endian; 1 for nothing to do. */
  readonly swapBytes: 1 | 2 | 4;
  readonly frames: number;
  /** Bits of one frame without padding; meaningless when encapsulated. */
  readonly bitsPerFrame: number;
}

/** The pixel layout of an instance, or undefined where it has no pixel data. */
export function pixelLayoutOf(header: DicomHeader): PixelLayout | undefined {
  const { pixelData, dataSet } = header;
  if (!pixelData) return undefined;
  const value = (tag: string, otherwise: number): number => numberOf(dataSet, tag) ?? otherwise;
  const bitsAllocated = value('00280100', 8);
  return {
    offset: pixelData.valueOffset,
    length: pixelData.valueLength,
    encapsulated: pixelData.undefinedLength,
    deflated: header.deflated,
    swapBytes: header.littleEndian || pixelData.vr === 'OB' ? 1 : bitsAllocated > 16 ? 4 : 2,
    frames: Math.max(1, value('00280008', 1)),
    bitsPerFrame: value('00280010', 0) * value('00280011', 0) * value('00280002', 1) * bitsAllocated,
  };
}

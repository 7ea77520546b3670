import { LABEL_MAP_SEGMENTATION_STORAGE, SEGMENTATION_STORAGE } from './seg-class';

/** How the pixel data of a SEG are encoded. */
export type SegPixelEncoding = 'RLE' | 'UNCOMPRESSED';

/** The kinds of SEG that are written (Segmentation Type, PS3.3 section C.8.20.2.3). */
export const segKinds = {
  LABELMAP: {
    sopClassUid: LABEL_MAP_SEGMENTATION_STORAGE,
    bits: [8, 16],
    encodings: ['RLE', 'UNCOMPRESSED'],
  },
  // Pixels of one bit cannot be run-length coded (PS3.5 section 8.2.2).
  BINARY: { sopClassUid: SEGMENTATION_STORAGE, bits: [1], encodings: ['UNCOMPRESSED'] },
  FRACTIONAL: { sopClassUid: SEGMENTATION_STORAGE, bits: [8], encodings: ['RLE', 'UNCOMPRESSED'] },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly sopClassUid: string;
      readonly bits: readonly number[];
      readonly encodings: readonly SegPixelEncoding[];
    }
  >
>;

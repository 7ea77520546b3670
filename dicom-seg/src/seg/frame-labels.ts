import type { Said } from '@few-shot-lms/engine';
import type { NaturalizedDataset } from '../part10/dataset';
import { numberOf } from '../part10/dataset';
import type { FrameValues } from '../pixels/frame-format';
import type { SegFrame } from './seg-frame';
import type { SegPixels } from './seg-pixels';
import type { SegmentDescription } from './segment-description';
import { dicomError, dicomSaid } from '../sentences';

/** Stored values of a frame → segment numbers, 0 where there is none. */
export type FrameLabels = (frame: SegFrame, values: FrameValues) => Uint16Array;

/** The segments that frames show, and how they show them. */
export interface LabelledFrames {
  readonly labelsOf: FrameLabels;
  /** The segments described, and those that turned up without a description; complete once all frames are read. */
  readonly segments: () => SegmentDescription[];
}

/**
 * BINARY and FRACTIONAL: a frame shows one segment.
 *
 * @param threshold share of the maximum from which a fraction is object
 */
export function segmentFrames(
  { type, maximum }: SegPixels,
  described: readonly SegmentDescription[],
  threshold: number,
): LabelledFrames {
  const known = new Set(described.map(({ number }) => number));
  // Some writers of BINARY with a byte a pixel put 255 for object.
  const least = type === 'FRACTIONAL' ? Math.max(threshold * maximum, Number.MIN_VALUE) : 1;
  return {
    labelsOf: ({ segment = 0 }, values) => {
      if (!known.has(segment)) {
        throw dicomError('unknownSegment', segment);
      }
      const labels = new Uint16Array(values.length);
      for (let pixel = 0; pixel < labels.length; pixel++) if (values[pixel] >= least) labels[pixel] = segment;
      return labels;
    },
    segments: () => [...described],
  };
}

/** LABELMAP: the values of a frame are segment numbers. */
export function labelMapFrames(
  dataset: NaturalizedDataset,
  described: readonly SegmentDescription[],
  warnings: Said[],
): LabelledFrames {
  const background = numberOf(dataset, 'PixelPaddingValue') ?? 0;
  // A label map may number a segment 0 if its background is another value; here 0 is always the background.
  const replacement = background === 0 ? 0 : 1 + Math.max(0, ...described.map(({ number }) => number));
  const used = new Set<number>();
  return {
    labelsOf: (_, values) => {
      const labels = new Uint16Array(values.length);
      let previous = 0;
      for (let pixel = 0; pixel < labels.length; pixel++) {
        const value = values[pixel];
        if (value === background) continue;
        const number = value === 0 ? replacement : value;
        labels[pixel] = number;
        if (number !== previous) used.add((previous = number));
      }
      return labels;
    },
    segments: () => {
      const segments = described
        .filter(({ number }) => number !== background)
        .map((segment) => (segment.number === 0 ? { ...segment, number: replacement } : segment));
      const known = new Set(segments.map(({ number }) => number));
      for (const number of [...used].filter((one) => !known.has(one)).sort((a, b) => a - b)) {
        warnings.push(dicomSaid('notDescribed', number));
        segments.push({ number, label: `Segment ${number}`, algorithmType: 'MANUAL' });
      }
      return segments;
    },
  };
}

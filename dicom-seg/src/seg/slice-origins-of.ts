import type { NaturalizedDataset } from '../part10/dataset';
import type { SourceInstance } from '../series/source-instance';
import type { EmptyRun } from './empty-run';
import { commentedFramesOf } from './frame-comments';
import type { SliceOrigin, SliceOrigins } from './slice-origin';

/** The image of a slice: an instance, or one of its frames, counted from 1. */
export type SliceImage = Pick<SourceInstance, 'sopInstanceUid' | 'frameNumber'>;

/** A frame that shows a segment. */
interface Shown {
  /** Undefined if its image is none of the stack. */
  readonly slice: number | undefined;
  readonly runs: readonly EmptyRun[];
}

/**
 * What a SEG of ours says of slices: how segments came to be there, or why they are not. Of slices without a segment it is believed
 * only where each frame of the segment is one slice of the stack, and where the counts beside a frame make up exactly the slices up
 * to the next one. It is told from the header alone: where pixels turn out otherwise (another program's edit, another
 * threshold), they are right.
 *
 * @param dataset of the SEG, read from a file or from DICOMweb metadata
 * @param images the images of the stack in spatial order
 * @returns by segment number of the file and slice
 */
export function sliceOriginsOf(dataset: NaturalizedDataset, images: readonly SliceImage[]): SliceOrigins {
  const sliceOf = new Map(images.map((image, slice) => [keyOf(image), slice]));
  const origins = new Map<number, Map<number, SliceOrigin>>();
  const put = (segmentNumber: number, slice: number, origin: SliceOrigin): void => {
    const known = origins.get(segmentNumber) ?? new Map<number, SliceOrigin>();
    origins.set(segmentNumber, known.set(slice, origin));
  };
  const shown = new Map<number, Shown[]>();
  for (const frame of commentedFramesOf(dataset)) {
    const slice = sliceOf.get(keyOf(frame));
    for (const number of frame.segments) {
      const one = { slice, runs: frame.emptyRuns.filter(({ segmentNumber }) => segmentNumber === number) };
      const others = shown.get(number);
      if (others) others.push(one);
      else shown.set(number, [one]);
    }
    if (slice === undefined) continue;
    for (const [number, origin] of frame.origins) put(number, slice, origin);
  }
  for (const [number, frames] of shown) {
    for (const [slice, origin] of emptySlices(frames, images.length)) put(number, slice, origin);
  }
  return origins;
}

function emptySlices(frames: readonly Shown[], slices: number): [number, SliceOrigin][] {
  const placed = frames.flatMap(({ slice, runs }) => (slice === undefined ? [] : [{ slice, runs }]));
  const distinct = new Set(placed.map(({ slice }) => slice));
  if (distinct.size < frames.length) return [];
  placed.sort((a, b) => a.slice - b.slice);
  return placed.flatMap(({ slice, runs }, n) =>
    runs.flatMap(({ side, parts }) => {
      const room = side === 'after' ? (placed[n + 1]?.slice ?? slices) - slice - 1 : n === 0 ? slice : 0;
      // First, so that no wrong count makes a list of that length.
      if (parts.reduce((sum, { count }) => sum + count, 0) !== room) return [];
      const each = parts.flatMap(({ count, origin }) => new Array<typeof origin>(count).fill(origin));
      const step = side === 'after' ? 1 : -1;
      return each.flatMap((origin, away): [number, SliceOrigin][] =>
        origin ? [[slice + step * (away + 1), origin]] : [],
      );
    }),
  );
}

function keyOf({ sopInstanceUid, frameNumber = 1 }: SliceImage): string {
  return `${sopInstanceUid}/${frameNumber}`;
}

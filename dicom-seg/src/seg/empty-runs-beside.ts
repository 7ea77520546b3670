import type { EmptyRun } from './empty-run';
import { joined } from './empty-run';
import type { SegFrame } from './frames/seg-frames';
import type { SliceOrigin } from './slice-origin';
import { isEmptyOrigin } from './slice-origin';

/**
 * Which frame tells of which slices without a segment: the segment's nearest frame before them in spatial order, and for
 * those before its first frame that one. A run of which nothing is known is left out.
 *
 * @param frames with segment numbers of the file
 * @param slices how many the stack has
 * @param originAt by segment number of the file and slice
 * @returns what a frame has to tell, in the order of its segments
 */
export function emptyRunsBeside(
  frames: readonly SegFrame[],
  slices: number,
  originAt: (segmentNumber: number, slice: number) => SliceOrigin | undefined,
): (frame: SegFrame) => readonly EmptyRun[] {
  const framed = framedSlices(frames);
  const runOf = (segmentNumber: number, side: EmptyRun['side'], run: readonly number[]): EmptyRun[] => {
    const origins = run.map((slice) => whyEmpty(originAt(segmentNumber, slice)));
    if (origins.every((origin) => origin === undefined)) return [];
    return [{ segmentNumber, side, parts: joined(origins.map((origin) => ({ count: 1, origin }))) }];
  };
  return ({ slice, segments }) =>
    segments.flatMap((number) => {
      const all = framed.get(number)!;
      const at = all.indexOf(slice);
      const next = all[at + 1] ?? slices;
      const after = Array.from({ length: next - slice - 1 }, (_, n) => slice + 1 + n);
      const before = at === 0 ? Array.from({ length: slice }, (_, n) => slice - 1 - n) : [];
      return [...runOf(number, 'before', before), ...runOf(number, 'after', after)];
    });
}

/** The slices that have a frame with a segment, ascending, by its number. */
function framedSlices(frames: readonly SegFrame[]): ReadonlyMap<number, readonly number[]> {
  const framed = new Map<number, number[]>();
  for (const { slice, segments } of frames) {
    for (const number of segments) {
      const slices = framed.get(number);
      if (slices) slices.push(slice);
      else framed.set(number, [slice]);
    }
  }
  for (const slices of framed.values()) slices.sort((a, b) => a - b);
  return framed;
}

/** What was filled in and has no frame has gone to other segments. */
function whyEmpty(origin: SliceOrigin | undefined): SliceOrigin | undefined {
  if (!origin || isEmptyOrigin(origin)) return origin;
  return origin.kind === 'propagated' ? { kind: 'yielded' } : undefined;
}

import { runsOverlap } from './maskRuns';

/** Where a segment is: for every slice start and end of each run. */
interface SegmentRuns {
  readonly index: number;
  readonly runs: readonly Uint32Array[];
}

/** Segment indices, those of one list not overlapping. Most segmentations need a single list. */
export function layersWithoutOverlap(segments: readonly SegmentRuns[]): number[][] {
  const layers: SegmentRuns[][] = [];
  for (const segment of segments) {
    const free = layers.find((layer) => layer.every((other) => !overlap(segment.runs, other.runs)));
    if (free) free.push(segment);
    else layers.push([segment]);
  }
  return layers.map((layer) => layer.map(({ index }) => index));
}

function overlap(a: readonly Uint32Array[], b: readonly Uint32Array[]): boolean {
  return a.some((runs, k) => b[k] !== undefined && runsOverlap(runs, b[k]));
}

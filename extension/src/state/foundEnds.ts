import type { SliceRole } from './provenance';
import type { SegmentView } from './segmentView';
import type { Side } from './sessionState';

/** Where the object was found to end on one side. */
export interface FoundEnd {
  readonly side: Side;
  /** The outermost slice with the object, drawn ones included. */
  readonly slice: number;
  /** The user has moved it. */
  readonly moved: boolean;
}

const JUDGED: readonly SliceRole[] = ['absent', 'beyond-end', 'cleared', 'erased'];

/**
 * The ends of a segment that runs have found: on each side the outermost slice of the object with an empty one beyond it
 * that a run has judged so, or that the user has cleared or erased. A side that nobody has looked at has no end.
 */
export function foundEnds({ slices, supports, ends }: SegmentView): readonly FoundEnd[] {
  if (supports.length === 0) return [];
  const filled = slices.flatMap(({ voxels }, slice) => (voxels > 0 ? [slice] : []));
  const judged = (slice: number) => JUDGED.includes(slices[slice]?.role);
  const found: FoundEnd[] = [];
  const [first, last] = [Math.min(...filled), Math.max(...filled)];
  if (judged(first - 1)) found.push({ side: 'low', slice: first, moved: ends.low !== undefined });
  if (judged(last + 1)) found.push({ side: 'high', slice: last, moved: ends.high !== undefined });
  return found;
}

import { isSupport, type SliceState } from '../state/provenance';
import { texts } from '../texts';

/** What to say of a slice that has no pictures; of none where the viewport shows no slice. */
export function whyNoPictures(slice: Pick<SliceState, 'role' | 'runId'> | undefined): string {
  const { none } = texts.explain;
  if (!slice) return none.noSlice;
  if (slice.runId !== undefined) return none.notKept;
  if (isSupport(slice) || slice.role === 'released') return none.drawn;
  return slice.role === 'beyond-end' ? none.beyondEnd : none.empty;
}

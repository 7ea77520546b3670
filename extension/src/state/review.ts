import { isFinding } from './provenance';
import type { SegmentView } from './segmentView';

/** A slice of one of several labels. */
export interface LabelSlice {
  /** Place of the label among those that were asked about. */
  readonly label: number;
  readonly slice: number;
}

/**
 * The slice to look at next, among those that a run has filled or found without the object: the least trusted that nobody
 * has looked at, then the least trusted that nobody has found right; of the first label that has one. Stays away from the
 * slice in view, which is the first label's, while there is another one.
 *
 * @param labels the active one first
 * @returns null if everything was found right
 */
export function nextToCheck(labels: readonly SegmentView[], currentSlice: number | null): LabelSlice | null {
  const open = labels.flatMap(({ slices }, label) =>
    slices.flatMap((view, slice) => {
      if (!isFinding(view) || view.checked) return [];
      const inView = label === 0 && slice === currentSlice;
      return [{ label, slice, rank: [inView, view.visited, label, view.scores?.trust ?? 0].map(Number) }];
    }),
  );
  const [first] = open.sort((a, b) => firstDifference(a.rank, b.rank));
  return first ? { label: first.label, slice: first.slice } : null;
}

/** Slices that the user has looked at as they are now and has still to check; none that is out of date. */
export function visitedToCheck({ slices }: SegmentView): readonly number[] {
  return slices.flatMap((view, slice) =>
    isFinding(view) && view.visited && !view.checked && !view.stale ? [slice] : [],
  );
}

/** How many slices a run has filled, or found without the object, and how many of each the user found right. */
export function reviewProgress({ slices }: SegmentView): {
  readonly filled: number;
  readonly checked: number;
  readonly absent: number;
  readonly absentChecked: number;
} {
  const count = (role: 'propagated' | 'absent', onlyChecked: boolean) =>
    slices.filter((view) => view.role === role && (view.checked || !onlyChecked)).length;
  return {
    filled: count('propagated', false),
    checked: count('propagated', true),
    absent: count('absent', false),
    absentChecked: count('absent', true),
  };
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, n) => value !== b[n]);
  return at < 0 ? 0 : a[at] - b[at];
}

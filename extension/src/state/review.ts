import type { SegmentView } from './segmentView';

/**
 * The slice to look at next: the least trusted filled slice that nobody has looked at, then the least trusted that nobody
 * has found right. Stays away from the slice in view while there is another one.
 *
 * @returns null if every filled slice was found right
 */
export function nextToCheck({ slices }: SegmentView, currentSlice: number | null): number | null {
  const open = slices.flatMap(({ role, checked, visited, scores }, slice) =>
    role === 'propagated' && !checked ? [{ slice, visited, trust: scores?.trust ?? 0 }] : [],
  );
  const elsewhere = open.filter(({ slice }) => slice !== currentSlice);
  const candidates = elsewhere.length > 0 ? elsewhere : open;
  const fresh = candidates.filter(({ visited }) => !visited);
  const least = (fresh.length > 0 ? fresh : candidates).reduce<(typeof open)[number] | null>(
    (worst, candidate) => (worst === null || candidate.trust < worst.trust ? candidate : worst),
    null,
  );
  return least?.slice ?? null;
}

/** Filled slices, and how many of them the user found right. */
export function reviewProgress({ slices }: SegmentView): {
  readonly filled: number;
  readonly checked: number;
} {
  const filled = slices.filter(({ role }) => role === 'propagated');
  return { filled: filled.length, checked: filled.filter(({ checked }) => checked).length };
}

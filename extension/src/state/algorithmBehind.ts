import { sliceStates } from './provenance';
import type { AlgorithmUsed, SegmentSession } from './sessionState';

/**
 * The model behind a segment's voxels: that of the latest run whose find still shows, else of the latest one whose find was
 * corrected.
 *
 * @returns null for a segment that was only drawn, and where the latest find is that of the SEG that it was opened from
 */
export function algorithmBehind({
  masks,
  provenance,
  algorithms,
}: Pick<SegmentSession, 'masks' | 'provenance' | 'algorithms'>): AlgorithmUsed | null {
  const shown = sliceStates(masks, provenance).flatMap(({ voxels, runId }) =>
    voxels > 0 && runId !== undefined ? [runId] : [],
  );
  const contributed = Object.values(provenance.outcomes).flatMap((outcomes) =>
    outcomes.flatMap(({ status, runId }) =>
      status === 'propagated' && !provenance.undoneRuns.includes(runId) ? [runId] : [],
    ),
  );
  const runs = shown.length > 0 ? shown : contributed;
  return runs.length > 0 ? (algorithms[Math.max(...runs)] ?? null) : null;
}

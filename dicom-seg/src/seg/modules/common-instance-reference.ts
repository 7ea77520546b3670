import type { SourceInstance } from '../../series/source-instance';
import { seriesInstanceUidOf } from '../../series/source-instance';

/**
 * Common Instance Reference Module (PS3.3 section C.12.2): all images of the source series, which were all looked at,
 * also those without a segment.
 */
export function commonInstanceReferenceModule(instances: readonly SourceInstance[]): Record<string, unknown> {
  const bySeries = new Map<string, Map<string, Record<string, unknown>>>();
  for (const { sopInstanceUid, sopClassUid, dataset } of instances) {
    const series = seriesInstanceUidOf(dataset);
    const items = bySeries.get(series) ?? new Map<string, Record<string, unknown>>();
    items.set(sopInstanceUid, {
      ReferencedSOPClassUID: sopClassUid,
      ReferencedSOPInstanceUID: sopInstanceUid,
    });
    bySeries.set(series, items);
  }
  return {
    ReferencedSeriesSequence: Array.from(bySeries, ([SeriesInstanceUID, items]) => ({
      SeriesInstanceUID,
      ReferencedInstanceSequence: [...items.values()],
    })),
  };
}

import { seriesInstanceUidOf } from '../../series/source-instance';
import type { IodModule } from '../iod/iod-module';

/**
 * Common Instance Reference Module (PS3.3 section C.12.2): all images of the source series, which were all looked at,
 * also those without a segment.
 */
export const commonInstanceReferenceModule: IodModule = {
  name: 'Common Instance Reference Module',
  section: 'C.12.2',
  entity: 'Image',
  usage: 'C',
  attributes: { ReferencedSeriesSequence: '1C' },
  write({ request }) {
    const bySeries = new Map<string, Map<string, Record<string, unknown>>>();
    for (const { sopInstanceUid, sopClassUid, dataset } of request.instances) {
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
  },
};

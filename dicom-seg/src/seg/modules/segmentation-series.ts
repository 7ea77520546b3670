import type { NaturalizedDataset } from '../../part10/dataset';
import { numberOf } from '../../part10/dataset';
import { newUid } from '../../part10/uid';
import type { SegWriteRequest } from '../seg-write-request';

/** Added to the number of the source series, so that its SEGs sort behind all series of the scanner. */
const SERIES_NUMBER_OFFSET = 1000;

/** General Series Module (PS3.3 section C.7.3.1) and Segmentation Series Module (C.8.20.1). */
export function segmentationSeriesModule(
  request: SegWriteRequest,
  source: NaturalizedDataset,
  now: { date: string; time: string },
): Record<string, unknown> {
  const number = request.seriesNumber ?? SERIES_NUMBER_OFFSET + (numberOf(source, 'SeriesNumber') ?? 0);
  return {
    Modality: 'SEG',
    SeriesInstanceUID: request.seriesInstanceUid ?? newUid(),
    SeriesNumber: String(number),
    SeriesDate: now.date,
    SeriesTime: now.time,
    SeriesDescription: (request.seriesDescription ?? 'Segmentation').slice(0, 64),
  };
}

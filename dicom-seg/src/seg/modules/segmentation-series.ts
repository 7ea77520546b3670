import { numberOf } from '../../part10/dataset';
import { newUid } from '../../part10/uid';
import type { IodModule } from '../iod/iod-module';
import { copiedAttributes } from './copied-attributes';

/** Added to the number of the source series, so that its SEGs sort behind all series of the scanner. */
const SERIES_NUMBER_OFFSET = 1000;

/**
 * General Series Module (PS3.3 section C.7.3.1): its own, but of the same part of the body as the source.
 * Modality and Series Number are in the Segmentation Series Module.
 */
export const generalSeriesModule: IodModule = {
  name: 'General Series Module',
  section: 'C.7.3.1',
  entity: 'Series',
  usage: 'M',
  attributes: {
    SeriesInstanceUID: '1',
    SeriesDate: '3',
    SeriesTime: '3',
    SeriesDescription: '3',
    BodyPartExamined: '3',
    Laterality: '2C',
  },
  // An object that goes into an existing series must say of the series what its others say.
  write({ request, source, now }) {
    const body = copiedAttributes(source, { BodyPartExamined: 'CS', Laterality: 'CS' });
    if (body.Laterality !== 'L' && body.Laterality !== 'R') delete body.Laterality;
    const started = request.seriesStarted ?? now;
    return {
      SeriesInstanceUID: request.seriesInstanceUid ?? newUid(),
      SeriesDate: started.date,
      SeriesTime: started.time,
      SeriesDescription: (request.seriesDescription ?? 'Segmentation').slice(0, 64),
      ...body,
    };
  },
};

/** Segmentation Series Module (PS3.3 section C.8.20.1). */
export const segmentationSeriesModule: IodModule = {
  name: 'Segmentation Series Module',
  section: 'C.8.20.1',
  entity: 'Series',
  usage: 'M',
  attributes: { Modality: '1', SeriesNumber: '1' },
  write: ({ request, source }) => ({
    Modality: 'SEG',
    SeriesNumber: String(
      request.seriesNumber ?? SERIES_NUMBER_OFFSET + (numberOf(source, 'SeriesNumber') ?? 0),
    ),
  }),
};

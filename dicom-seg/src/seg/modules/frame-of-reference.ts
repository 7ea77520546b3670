import { textOf } from '../../part10/dataset';
import { derivedUid } from '../../part10/uid';
import { seriesInstanceUidOf } from '../../series/source-instance';
import type { IodModule } from '../iod/iod-module';
import { copiedAttributes } from './copied-attributes';

/** Frame of Reference Module (PS3.3 section C.7.4.1), from the source; a UID made from its series if it has none. */
export const frameOfReferenceModule: IodModule = {
  name: 'Frame of Reference Module',
  section: 'C.7.4.1',
  entity: 'Frame of Reference',
  usage: 'C',
  attributes: { FrameOfReferenceUID: '1', PositionReferenceIndicator: '2' },
  write: ({ source }) => ({
    FrameOfReferenceUID:
      textOf(source, 'FrameOfReferenceUID') || derivedUid('frame of reference', seriesInstanceUidOf(source)),
    ...copiedAttributes(source, { PositionReferenceIndicator: 'LO' }, ['PositionReferenceIndicator']),
  }),
};

import type { NaturalizedDataset } from '../../part10/dataset';
import { textOf } from '../../part10/dataset';
import { derivedUid } from '../../part10/uid';
import { seriesInstanceUidOf } from '../../series/source-instance';

/** Frame of Reference Module (PS3.3 section C.7.4.1), from the source; a UID made from its series if it has none. */
export function frameOfReferenceModule(source: NaturalizedDataset): Record<string, unknown> {
  return {
    FrameOfReferenceUID:
      textOf(source, 'FrameOfReferenceUID') || derivedUid('frame of reference', seriesInstanceUidOf(source)),
    PositionReferenceIndicator: textOf(source, 'PositionReferenceIndicator').slice(0, 64),
  };
}

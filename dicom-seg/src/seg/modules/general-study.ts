import type { NaturalizedDataset } from '../../part10/dataset';
import { textOf } from '../../part10/dataset';
import { derivedUid } from '../../part10/uid';
import { seriesInstanceUidOf } from '../../series/source-instance';
import type { IodModule } from '../iod/iod-module';
import { copiedAttributes } from './copied-attributes';

const COPIED = {
  StudyDate: 'DA',
  StudyTime: 'TM',
  ReferringPhysicianName: 'PN',
  StudyID: 'SH',
  AccessionNumber: 'SH',
  StudyDescription: 'LO',
} as const;

/** The study of an image; one made from its series if it lacks the UID. */
export function studyInstanceUidOf(source: NaturalizedDataset): string {
  return textOf(source, 'StudyInstanceUID') || derivedUid('study', seriesInstanceUidOf(source));
}

/** General Study Module (PS3.3 section C.7.2.1), from the source. */
export const generalStudyModule: IodModule = {
  name: 'General Study Module',
  section: 'C.7.2.1',
  entity: 'Study',
  usage: 'M',
  attributes: {
    StudyInstanceUID: '1',
    StudyDate: '2',
    StudyTime: '2',
    ReferringPhysicianName: '2',
    StudyID: '2',
    AccessionNumber: '2',
    StudyDescription: '3',
  },
  write: ({ source }) => ({
    ...copiedAttributes(source, COPIED, [
      'StudyDate',
      'StudyTime',
      'ReferringPhysicianName',
      'StudyID',
      'AccessionNumber',
    ]),
    StudyInstanceUID: studyInstanceUidOf(source),
  }),
};

/** Patient Study Module (PS3.3 section C.7.2.2), from the source. */
export const patientStudyModule: IodModule = {
  name: 'Patient Study Module',
  section: 'C.7.2.2',
  entity: 'Study',
  usage: 'U',
  attributes: { PatientAge: '3', PatientSize: '3', PatientWeight: '3' },
  write: ({ source }) =>
    copiedAttributes(source, { PatientAge: 'AS', PatientSize: 'DS', PatientWeight: 'DS' }),
};

import type { NaturalizedDataset } from '../../part10/dataset';
import { textOf } from '../../part10/dataset';
import { derivedUid } from '../../part10/uid';
import { seriesInstanceUidOf } from '../../series/source-instance';
import { copiedAttributes } from './copied-attributes';

const GENERAL_STUDY = {
  StudyInstanceUID: 'UI',
  StudyDate: 'DA',
  StudyTime: 'TM',
  ReferringPhysicianName: 'PN',
  StudyID: 'SH',
  AccessionNumber: 'SH',
  StudyDescription: 'LO',
} as const;

const PATIENT_STUDY = { PatientAge: 'AS', PatientSize: 'DS', PatientWeight: 'DS' } as const;

/** The study of an image; one made from its series if it lacks the UID. */
export function studyInstanceUidOf(source: NaturalizedDataset): string {
  return textOf(source, 'StudyInstanceUID') || derivedUid('study', seriesInstanceUidOf(source));
}

/** General Study Module (PS3.3 section C.7.2.1) and Patient Study Module (C.7.2.2), from the source. */
export function generalStudyModule(source: NaturalizedDataset): Record<string, unknown> {
  return {
    ...copiedAttributes(source, GENERAL_STUDY, [
      'StudyDate',
      'StudyTime',
      'ReferringPhysicianName',
      'StudyID',
      'AccessionNumber',
    ]),
    StudyInstanceUID: studyInstanceUidOf(source),
    ...copiedAttributes(source, PATIENT_STUDY),
  };
}

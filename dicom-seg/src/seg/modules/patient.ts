import type { NaturalizedDataset } from '../../part10/dataset';
import { codeSequence, codeOf } from './code-sequence';
import { copiedAttributes } from './copied-attributes';

const PATIENT = {
  PatientName: 'PN',
  PatientID: 'LO',
  IssuerOfPatientID: 'LO',
  PatientBirthDate: 'DA',
  PatientBirthTime: 'TM',
  PatientSex: 'CS',
  EthnicGroup: 'SH',
  PatientComments: 'LT',
  PatientSpeciesDescription: 'LO',
  QualityControlSubject: 'CS',
  PatientIdentityRemoved: 'CS',
  DeidentificationMethod: 'LO',
} as const;

const CLINICAL_TRIAL = {
  ClinicalTrialSponsorName: 'LO',
  ClinicalTrialProtocolID: 'LO',
  ClinicalTrialProtocolName: 'LO',
  ClinicalTrialSiteID: 'LO',
  ClinicalTrialSiteName: 'LO',
  ClinicalTrialSubjectID: 'LO',
  ClinicalTrialSubjectReadingID: 'LO',
} as const;

/** Patient Module (PS3.3 section C.7.1.1) and Clinical Trial Subject Module (C.7.1.3), from the source. */
export function patientModule(source: NaturalizedDataset): Record<string, unknown> {
  const patient = copiedAttributes(source, PATIENT, [
    'PatientName',
    'PatientID',
    'PatientBirthDate',
    'PatientSex',
  ]);
  if (!['M', 'F', 'O', ''].includes(String(patient.PatientSex))) patient.PatientSex = '';
  const method = codeOf(source, 'DeidentificationMethodCodeSequence');
  if (method) patient.DeidentificationMethodCodeSequence = codeSequence(method);
  if (patient.PatientIdentityRemoved === 'YES' && !method && !patient.DeidentificationMethod) {
    // Required with YES; sources exist that say YES and nothing more.
    patient.DeidentificationMethod = 'not stated by the source';
  }
  const trial = copiedAttributes(source, CLINICAL_TRIAL, [
    'ClinicalTrialProtocolName',
    'ClinicalTrialSiteID',
    'ClinicalTrialSiteName',
  ]);
  return { ...patient, ...(trial.ClinicalTrialSponsorName && trial.ClinicalTrialProtocolID ? trial : {}) };
}

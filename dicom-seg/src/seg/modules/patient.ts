import { textOf } from '../../part10/dataset';
import { dicomError } from '../../sentences';
import { codeSequence, codesOf } from './code-sequence';
import { copiedAttributes } from './copied-attributes';
import type { IodModule } from '../iod/iod-module';

const COPIED = {
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

/**
 * Patient Module (PS3.3 section C.7.1.1), from the source.
 *
 * @throws UserError (from `write`) for a Patient ID that cannot be written: left out, it would part the SEG from its patient
 */
export const patientModule: IodModule = {
  name: 'Patient Module',
  section: 'C.7.1.1',
  entity: 'Patient',
  usage: 'M',
  attributes: {
    PatientName: '2',
    PatientID: '2',
    IssuerOfPatientID: '3',
    PatientBirthDate: '2',
    PatientBirthTime: '3',
    PatientSex: '2',
    EthnicGroup: '3',
    PatientComments: '3',
    PatientSpeciesDescription: '1C',
    QualityControlSubject: '3',
    PatientIdentityRemoved: '3',
    DeidentificationMethod: '1C',
    DeidentificationMethodCodeSequence: '1C',
  },
  write({ source }) {
    const patient = copiedAttributes(source, COPIED, [
      'PatientName',
      'PatientID',
      'PatientBirthDate',
      'PatientSex',
    ]);
    if (patient.PatientID === '' && textOf(source, 'PatientID') !== '') throw dicomError('invalidPatientId');
    if (!['M', 'F', 'O', ''].includes(String(patient.PatientSex))) patient.PatientSex = '';
    const methods = codesOf(source, 'DeidentificationMethodCodeSequence').flatMap(codeSequence);
    if (methods.length > 0) patient.DeidentificationMethodCodeSequence = methods;
    if (patient.PatientIdentityRemoved === 'YES' && methods.length === 0 && !patient.DeidentificationMethod) {
      // Required with YES; sources exist that say YES and nothing more.
      patient.DeidentificationMethod = 'not stated by the source';
    }
    return patient;
  },
};

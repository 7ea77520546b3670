import type { IodModule } from '../iod/iod-module';
import { copiedAttributes } from './copied-attributes';

/** Clinical Trial Subject Module (PS3.3 section C.7.1.3), from the source if it names sponsor and protocol. */
export const clinicalTrialSubjectModule: IodModule = {
  name: 'Clinical Trial Subject Module',
  section: 'C.7.1.3',
  entity: 'Patient',
  usage: 'U',
  attributes: {
    ClinicalTrialSponsorName: '1C',
    ClinicalTrialProtocolID: '1C',
    ClinicalTrialProtocolName: '2C',
    ClinicalTrialSiteID: '2C',
    ClinicalTrialSiteName: '2C',
    ClinicalTrialSubjectID: '1C',
    ClinicalTrialSubjectReadingID: '1C',
  },
  write({ source }) {
    const trial = copiedAttributes(
      source,
      {
        ClinicalTrialSponsorName: 'LO',
        ClinicalTrialProtocolID: 'LO',
        ClinicalTrialProtocolName: 'LO',
        ClinicalTrialSiteID: 'LO',
        ClinicalTrialSiteName: 'LO',
        ClinicalTrialSubjectID: 'LO',
        ClinicalTrialSubjectReadingID: 'LO',
      },
      ['ClinicalTrialProtocolName', 'ClinicalTrialSiteID', 'ClinicalTrialSiteName'],
    );
    const subject = trial.ClinicalTrialSubjectID ?? trial.ClinicalTrialSubjectReadingID;
    return trial.ClinicalTrialSponsorName && trial.ClinicalTrialProtocolID && subject ? trial : {};
  },
};

/** Clinical Trial Study Module (PS3.3 section C.7.2.3), from the source if it names a time point. */
export const clinicalTrialStudyModule: IodModule = {
  name: 'Clinical Trial Study Module',
  section: 'C.7.2.3',
  entity: 'Study',
  usage: 'U',
  attributes: { ClinicalTrialTimePointID: '2C', ClinicalTrialTimePointDescription: '3' },
  write({ source }) {
    const trial = copiedAttributes(source, {
      ClinicalTrialTimePointID: 'LO',
      ClinicalTrialTimePointDescription: 'ST',
    });
    return trial.ClinicalTrialTimePointID ? trial : {};
  },
};

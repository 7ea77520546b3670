import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import type { SegListing } from '../state/sessionState';
import { errorDetail } from '../worker/wireError';
import type { CornerstoneUtilities, DisplaySet, OhifManagers } from './ohifServices';
import { storeStatus } from './storeFailure';

const UTILITIES = '@ohif/extension-cornerstone.utilityModule.common';

/** The SEGs that OHIF lists in a study, without those that it lists for segmentations that are not saved yet. */
export function listSegs(displaySets: readonly DisplaySet[], studyKey: string): SegListing[] {
  return displaySets
    .filter(
      ({ Modality, StudyInstanceUID, SOPInstanceUID }) =>
        Modality === 'SEG' && StudyInstanceUID === studyKey && Boolean(SOPInstanceUID),
    )
    .map(({ displaySetInstanceUID, SeriesDescription, SeriesNumber, instance }) => ({
      id: displaySetInstanceUID,
      description: String(SeriesDescription ?? '').trim(),
      seriesNumber: wholeNumber(SeriesNumber ?? instance?.SeriesNumber),
      instanceNumber: wholeNumber(instance?.InstanceNumber),
    }));
}

function wholeNumber(value: unknown): number | null {
  const number = value === undefined || value === null || value === '' ? NaN : Number(value);
  return Number.isInteger(number) ? number : null;
}

/** The Part 10 file behind a display set, from the archive or from a local file. @throws UserError */
export async function segFile(managers: OhifManagers, id: string): Promise<ArrayBuffer> {
  const { displaySetService, userAuthenticationService } = managers.servicesManager.services;
  try {
    const displaySet = displaySetService.getDisplaySetByUID(id);
    if (!displaySet) throw new Error('it is not in the list any more');
    const { dicomLoaderService } = (
      managers.extensionManager.getModuleEntry(UTILITIES) as CornerstoneUtilities
    ).exports;
    const headers = userAuthenticationService?.getAuthorizationHeader();
    const file = await dicomLoaderService.findDicomDataPromise(displaySet, null, headers);
    return file instanceof Uint8Array ? new Uint8Array(file).buffer : file;
  } catch (error) {
    const status = storeStatus(error);
    const detail =
      status === undefined
        ? errorDetail(error)
        : status === 0
          ? texts.problems.noAnswer
          : texts.problems.status(status);
    throw new UserError(texts.open.notFetched(detail));
  }
}

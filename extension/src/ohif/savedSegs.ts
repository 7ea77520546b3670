import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { segName } from '../opening/segName';
import type { SegListing } from '../state/sessionState';
import { errorDetail } from '../worker/wireError';
import type {
  CornerstoneUtilities,
  DisplaySetService,
  NaturalInstance,
  OhifManagers,
  ServicesManager,
} from './ohifServices';
import { storeStatus } from './storeFailure';

const UTILITIES = '@ohif/extension-cornerstone.utilityModule.common';

/** Where OHIF keeps what it knows of SEGs. */
export type SegServices = Pick<ServicesManager['services'], 'hangingProtocolService'> & {
  readonly displaySetService: Pick<DisplaySetService, 'getActiveDisplaySets'>;
};

/**
 * Headers of all SEGs that the viewer has read. Of a series OHIF lists a single one of each SOP class when a study is opened, the
 * last; a segmentation that was saved again has its earlier SEGs in the same series. Segmentations that are not saved yet have
 * a display set, too, but no SOP instance.
 */
function segHeaders({ displaySetService, hangingProtocolService }: SegServices): NaturalInstance[] {
  const listed = displaySetService
    .getActiveDisplaySets()
    .flatMap(({ SOPInstanceUID, instance }) => (SOPInstanceUID && instance ? [instance] : []));
  const read = (hangingProtocolService?.studies ?? [])
    .flatMap((study) => study?.series ?? [])
    .flatMap(({ instances }) => instances ?? []);
  const segs = [...listed, ...read].filter((header) => header.Modality === 'SEG' && header.SOPInstanceUID);
  return [...new Map(segs.map((header) => [header.SOPInstanceUID, header])).values()];
}

/** The SEGs of a study, the newest first. */
export function listSegs(services: SegServices, studyKey: string): SegListing[] {
  return segHeaders(services)
    .filter(({ StudyInstanceUID }) => StudyInstanceUID === studyKey)
    .map((header) => ({
      id: header.SOPInstanceUID,
      description: segName(header),
      seriesNumber: wholeNumber(header.SeriesNumber),
      instanceNumber: wholeNumber(header.InstanceNumber),
      made: madeAt(header),
    }))
    .sort(
      (a, b) =>
        (b.made ?? '').localeCompare(a.made ?? '') || (b.instanceNumber ?? 0) - (a.instanceNumber ?? 0),
    );
}

/** Instance numbers of the SEGs that the viewer knows in a series. */
export function segNumbers(services: SegServices, seriesInstanceUid: string): number[] {
  return segHeaders(services)
    .filter(({ SeriesInstanceUID }) => SeriesInstanceUID === seriesInstanceUid)
    .map(({ InstanceNumber }) => wholeNumber(InstanceNumber))
    .filter((number) => number !== null);
}

function wholeNumber(value: unknown): number | null {
  const number = value === undefined || value === null || value === '' ? NaN : Number(value);
  return Number.isInteger(number) ? number : null;
}

/** '2026-01-31 14:05:09', local time of whoever made it; without the time where only the day is known. */
function madeAt(header: NaturalInstance): string | null {
  const { ContentDate, ContentTime, InstanceCreationDate, InstanceCreationTime } = header;
  return (
    dateAndTime(ContentDate, ContentTime) ??
    dateAndTime(InstanceCreationDate, InstanceCreationTime) ??
    dateAndTime(header.SeriesDate, header.SeriesTime)
  );
}

function dateAndTime(date: unknown, time: unknown): string | null {
  const day = /^(\d{4})\.?(\d\d)\.?(\d\d)$/.exec(String(date ?? '').trim());
  if (!day) return null;
  const clock = /^(\d\d):?(\d\d)(?::?(\d\d))?/.exec(String(time ?? '').trim());
  const [, year, month, dayOfMonth] = day;
  const at = clock ? ` ${clock[1]}:${clock[2]}:${clock[3] ?? '00'}` : '';
  return `${year}-${month}-${dayOfMonth}${at}`;
}

/** The Part 10 file of a listed SEG, from the archive or from a local file. @throws UserError */
export async function segFile(managers: OhifManagers, id: string): Promise<ArrayBuffer> {
  const { services } = managers.servicesManager;
  try {
    const instance = segHeaders(services).find(({ SOPInstanceUID }) => SOPInstanceUID === id);
    if (!instance) throw new Error('it is not in the list any more');
    const { dicomLoaderService } = (
      managers.extensionManager.getModuleEntry(UTILITIES) as CornerstoneUtilities
    ).exports;
    const { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, wadoRoot, wadoUri } = instance;
    const file = await dicomLoaderService.findDicomDataPromise(
      { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, wadoRoot, wadoUri, instance },
      null,
      services.userAuthenticationService?.getAuthorizationHeader(),
    );
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

import { texts } from '../texts';
import { errorDetail } from '../worker/wireError';
import { NotListedError } from './NotListedError';
import type { DataSource } from './ohifServices';
import { storeFailure, storeStatus } from './storeFailure';
import type { StoredFile } from './ViewerHost';

/** True if the data source takes DICOM files by STOW-RS; OHIF's local data source only opens a download. */
export function canStore(source: DataSource | undefined): boolean {
  const config = source?.getConfig?.();
  return Boolean(source?.store?.dicom && config?.wadoRoot && config.supportsStow !== false);
}

/** The archive refuses a file whose identifier it has already. */
const CONFLICT = 409;

/**
 * Sends a file as it is and then reads its series back from the archive, which makes OHIF list it in the study and
 * proves that it is there. A file that the archive has already, for an earlier attempt whose answer was lost, counts as
 * stored.
 * @param knows whether the viewer has the header of an image
 * @throws UserError with the archive's reason, NotListedError where it took the file but does not show it
 */
export async function storeFile(
  source: DataSource,
  file: StoredFile,
  knows: (imageId: string) => boolean,
): Promise<void> {
  try {
    await source.store!.dicom!(file.bytes);
  } catch (error) {
    const lost = storeStatus(error) === CONFLICT && (await readBack(source, file, knows).catch(() => false));
    if (!lost) throw storeFailure(error);
    return;
  }
  try {
    if (!(await readBack(source, file, knows))) throw new Error('the new object is not in its list');
  } catch (error) {
    throw new NotListedError(texts.problems.storedNotShown(errorDetail(error)));
  }
}

/** Reads the file's series from the archive. @returns whether the file is in it */
async function readBack(
  source: DataSource,
  file: StoredFile,
  knows: (imageId: string) => boolean,
): Promise<boolean> {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = file;
  try {
    forgetStudy(source, studyInstanceUid);
    const found = await source.retrieve?.series?.metadata?.({
      StudyInstanceUID: studyInstanceUid,
      filters: { seriesInstanceUID: [seriesInstanceUid] },
    });
    if (!lists(found, seriesInstanceUid)) return false;
    const instance = {
      StudyInstanceUID: studyInstanceUid,
      SeriesInstanceUID: seriesInstanceUid,
      SOPInstanceUID: sopInstanceUid,
    };
    const imageId = source.getImageIdsForInstance?.({ instance, frame: 1 });
    // A data source that cannot name its images lists at least the series.
    return typeof imageId === 'string' ? knows(imageId) : true;
  } finally {
    forgetStudy(source, studyInstanceUid);
  }
}

/** Data sources answer with a list or, without lazy loading, with an object of series by UID. */
function lists(answer: unknown, seriesInstanceUid: string): boolean {
  const series = Object.values((answer ?? {}) as Record<string, { SeriesInstanceUID?: string } | undefined>);
  return series.some((entry) => entry?.SeriesInstanceUID === seriesInstanceUid);
}

/** OHIF keeps a study's list of series; its own key has the data source's name in front since 3.12. */
function forgetStudy(source: DataSource, studyInstanceUid: string): void {
  source.deleteStudyMetadataPromise?.(studyInstanceUid);
  source.deleteStudyMetadataPromise?.(`${source.getConfig?.()?.name}:${studyInstanceUid}`);
}

/** Hands a file to the browser's download. */
export function downloadFile(bytes: ArrayBuffer, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/dicom' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Chromium reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

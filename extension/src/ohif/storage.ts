import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { errorDetail } from '../worker/wireError';
import type { DataSource } from './ohifServices';
import type { StoredFile } from './ViewerHost';

/** True if the data source takes DICOM files by STOW-RS; OHIF's local data source only opens a download. */
export function canStore(source: DataSource | undefined): boolean {
  const config = source?.getConfig?.();
  return Boolean(source?.store?.dicom && config?.wadoRoot && config.supportsStow !== false);
}

/**
 * Sends a file as it is and then reads the new series back from the archive, which makes OHIF list it in the study and
 * proves that it is there.
 * @throws UserError with the archive's reason
 */
export async function storeFile(source: DataSource, file: StoredFile): Promise<void> {
  try {
    await source.store!.dicom!(file.bytes);
  } catch (error) {
    throw new UserError(texts.problems.storeFailed(storeReason(error)));
  }
  try {
    forgetStudy(source, file.studyInstanceUid);
    const found = await source.retrieve?.series?.metadata?.({
      StudyInstanceUID: file.studyInstanceUid,
      filters: { seriesInstanceUID: [file.seriesInstanceUid] },
    });
    if (!lists(found, file.seriesInstanceUid)) throw new Error('the new series is not in its list');
  } catch (error) {
    throw new UserError(texts.problems.storedNotShown(errorDetail(error)));
  } finally {
    forgetStudy(source, file.studyInstanceUid);
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

/** dicomweb-client's errors carry the request; its status says more than the message. */
function storeReason(error: unknown): string {
  const { status, request } = (error ?? {}) as { status?: number; request?: XMLHttpRequest };
  const code = status ?? request?.status;
  if (code === 0) return 'no answer from the server';
  return code ? `status ${code}` : errorDetail(error);
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

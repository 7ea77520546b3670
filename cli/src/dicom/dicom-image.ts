import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NamedFile, SeriesVolume } from '@few-shot-lms/dicom-seg';
import { listSeries, readSeries } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import type { DicomSource } from '../image/image';

/**
 * Reads the DICOM series in a folder and its subfolders.
 *
 * @param seriesUid needed if there are several
 * @throws UserError if there is no series, several and none chosen, or one that is not a stack of grey slices
 */
export async function loadDicomImage(folder: string, seriesUid: string | undefined): Promise<DicomSource> {
  const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files: NamedFile[] = [];
  for (const path of paths) files.push({ name: path, bytes: await readFile(path) });
  const series = await read(files, folder, seriesUid);
  return {
    kind: 'dicom',
    name: series.description ? `${folder} (${series.description})` : folder,
    volume: series.volume,
    files: paths,
    notes: series.warnings,
    series,
  };
}

async function read(
  files: readonly NamedFile[],
  folder: string,
  seriesUid: string | undefined,
): Promise<SeriesVolume> {
  try {
    return await readSeries(files, { seriesInstanceUid: seriesUid });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const several = seriesUid === undefined && listSeries(files).length > 1;
    throw new UserError(`${folder}: ${error.message}${several ? ' The option is --series UID.' : ''}`);
  }
}

import type { NamedFile, SeriesChoice, SeriesVolume } from '@few-shot-lms/dicom-seg';
import { listSeries, readSeries, SeveralStacksError } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import type { DicomSource } from '../image/image';
import { filesUnder, readInput } from '../read-input';

/**
 * Reads the DICOM series in a folder and its subfolders.
 *
 * @param choice needed if there are several series, or several stacks in one
 * @throws UserError if there is no series, several and none chosen, or one that is not a stack of grey slices
 */
export async function loadDicomImage(folder: string, choice: SeriesChoice): Promise<DicomSource> {
  const paths = await filesUnder(folder);
  const files: NamedFile[] = [];
  for (const path of paths) files.push({ name: path, bytes: await readInput(path) });
  const series = await read(files, folder, choice);
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
  choice: SeriesChoice,
): Promise<SeriesVolume> {
  try {
    return await readSeries(files, choice);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const severalSeries = choice.seriesInstanceUid === undefined && listSeries(files).length > 1;
    const option = error instanceof SeveralStacksError ? '--stack N' : severalSeries ? '--series UID' : '';
    throw new UserError(`${folder}: ${error.message}${option && ` The option is ${option}.`}`);
  }
}

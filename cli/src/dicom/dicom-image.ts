import type { SeriesChoice, SeriesVolume, StoredFile } from '@few-shot-lms/dicom-seg';
import { readSeries, SeveralSeriesError, SeveralStacksError } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import type { DicomSource } from '../image/image';
import { filesUnder, readInput, UnreadableError } from '../read-input';

/**
 * Reads the DICOM series in a folder and its subfolders.
 *
 * @param choice needed if there are several series, or several stacks in one
 * @throws UserError if there is no series, several and none chosen, or one that is not a stack of grey slices
 */
export async function loadDicomImage(folder: string, choice: SeriesChoice): Promise<DicomSource> {
  return loadFrom(await filesUnder(folder), folder, choice);
}

/**
 * Reads a DICOM file that holds all slices of a series: an enhanced multi-frame image.
 *
 * @param choice needed if there are several stacks in it
 * @throws UserError if it is no image, or has a single slice
 */
export async function loadDicomFile(path: string, choice: SeriesChoice): Promise<DicomSource> {
  const source = await loadFrom([path], path, choice);
  if (source.volume.geometry.slices === 1) {
    throw new UserError(
      `--image ${path} has a single slice, and a series has several; give the folder with the files of all of them.`,
    );
  }
  return source;
}

async function loadFrom(paths: readonly string[], name: string, choice: SeriesChoice): Promise<DicomSource> {
  const files = paths.map((path) => ({ name: path, read: (length?: number) => readInput(path, length) }));
  const series = await read(files, name, choice);
  return {
    kind: 'dicom',
    name: series.description ? `${name} (${series.description})` : name,
    volume: series.volume,
    files: paths,
    notes: series.warnings,
    series,
  };
}

async function read(files: readonly StoredFile[], name: string, choice: SeriesChoice): Promise<SeriesVolume> {
  try {
    return await readSeries(files, choice);
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof UnreadableError) throw error;
    throw new UserError(`${name}: ${error.message}${optionFor(error)}`);
  }
}

/** How to make the choice that was missing. */
function optionFor(error: UserError): string {
  if (error instanceof SeveralSeriesError) return ' The option is --series UID.';
  if (error instanceof SeveralStacksError) return ' The option is --stack N.';
  return '';
}

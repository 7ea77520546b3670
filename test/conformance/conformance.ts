/**
 * The DICOM writer and reader as a small command, so that the Python tests beside it can compare them with other
 * people's tools:
 *
 *   make OUT                        series and SEGs of many geometries, with the labels they hold
 *   write IMAGES OUT                SEGs of an object without symmetry on the series in a folder
 *   volume IMAGES OUT               the series in a folder as raw float32 voxels
 *   read IMAGES SEG OUT             a SEG as raw uint16 labels on the grid of a series
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SegmentDescription, SeriesVolume } from '@few-shot-lms/dicom-seg';
import {
  ARTIFICIAL_INTELLIGENCE,
  conceptForLabel,
  inEnglish,
  readSeg,
  readSeries,
  writeSeg,
} from '@few-shot-lms/dicom-seg';
import type { SeriesOptions } from '@few-shot-lms/dicom-seg/testing';
import { asymmetricObject, makeSeries, orientations } from '@few-shot-lms/dicom-seg/testing';

const GEOMETRIES: Readonly<Record<string, SeriesOptions>> = {
  axial: { order: 'ascending' },
  descending: { order: 'descending' },
  sagittal: { orientation: orientations.sagittal, order: 'shuffled', modality: 'MR' },
  coronal: { orientation: orientations.coronal, order: 'descending', modality: 'MR' },
  oblique: { orientation: orientations.doubleOblique, order: 'shuffled' },
  'non-square': { pixelSpacing: [0.5, 1.25], columns: 7, rows: 13, order: 'descending' },
  'tilted-gantry': { shear: 0.9 },
  'missing-slices': { slices: 12, missing: [4, 5] },
  enhanced: { enhanced: true, order: 'descending', modality: 'MR' },
};

const ENCODINGS = [
  { name: 'labelmap', kind: 'LABELMAP', encoding: 'UNCOMPRESSED' },
  { name: 'labelmap-rle', kind: 'LABELMAP', encoding: 'RLE' },
  { name: 'binary', kind: 'BINARY', encoding: 'UNCOMPRESSED' },
] as const;

function segmentsOf(): SegmentDescription[] {
  const described = (number: number, label: string): SegmentDescription => {
    const { category, type, typeModifier, anatomicRegion, rgb } = conceptForLabel(label);
    return {
      number,
      label,
      rgb,
      category,
      type,
      typeModifier,
      anatomicRegion,
      algorithmType: number === 3 ? 'MANUAL' : 'SEMIAUTOMATIC',
      ...(number === 3
        ? {}
        : {
            algorithmName: 'LMS-Net',
            algorithmFamily: ARTIFICIAL_INTELLIGENCE,
            algorithmVersion: '0.1.0',
            algorithmSource: 'Few-shot LMS',
            algorithmParameters: 'model=chain,step.sha256=0a1b',
          }),
    };
  };
  return [described(1, 'Left kidney'), described(2, 'LV blood pool'), described(3, 'Läsion')];
}

/** The object without symmetry as segment 1, parts of it as segments 2 and 3. */
function labelsOf({ volume }: SeriesVolume): Uint8Array {
  const { columns, rows, slices } = volume.geometry;
  const labels = asymmetricObject(volume.geometry);
  for (let k = 0; k < slices; k++) {
    for (let j = 5; j < rows; j++) {
      const voxel = (k * rows + j) * columns + 2;
      if (labels[voxel]) labels[voxel] = 2;
    }
  }
  labels[(1 * rows + 1) * columns + columns - 2] = 3;
  return labels;
}

function writeSegs(series: SeriesVolume, folder: string): void {
  const labelmap = labelsOf(series);
  writeFileSync(join(folder, 'labels.raw'), labelmap);
  for (const { name, kind, encoding } of ENCODINGS) {
    const bytes = writeSeg({
      instances: series.instances,
      geometry: series.volume.geometry,
      labelmap,
      segments: segmentsOf(),
      kind,
      encoding,
      seriesDescription: 'Few-shot LMS',
      contentCreator: 'Reader^Rosa',
      software: { name: 'Few-shot LMS', version: '0.1.0' },
    });
    writeFileSync(join(folder, `${name}.dcm`), bytes);
  }
}

function* filesIn(folder: string): Generator<{ name: string; bytes: Uint8Array }> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) yield { name, bytes: readFileSync(path) };
  }
}

const COMMANDS: Readonly<Record<string, (...paths: string[]) => void | Promise<void>>> = {
  async make(out) {
    for (const [name, options] of Object.entries(GEOMETRIES)) {
      const images = join(out, name, 'images');
      mkdirSync(images, { recursive: true });
      const made = makeSeries(options);
      for (const file of made.files) writeFileSync(join(images, file.name), file.bytes);
      writeSegs(await readSeries(made.files), join(out, name));
    }
  },
  async write(images, out) {
    mkdirSync(out, { recursive: true });
    writeSegs(await readSeries(filesIn(images)), out);
  },
  async volume(images, out) {
    const { volume } = await readSeries(filesIn(images));
    writeFileSync(out, new Uint8Array(Float32Array.from(volume.data).buffer));
  },
  async read(images, seg, out) {
    const series = await readSeries(filesIn(images));
    const { labelmap, segments, warnings } = await readSeg(readFileSync(seg), {
      geometry: series.volume.geometry,
      instances: series.instances,
      seriesInstanceUid: series.seriesInstanceUid,
    });
    writeFileSync(out, new Uint8Array(labelmap.buffer));
    process.stdout.write(JSON.stringify({ segments, warnings: warnings.map(inEnglish) }));
  },
};

const [command, ...paths] = process.argv.slice(2);
void COMMANDS[command](...paths);

/**
 * Writes a SEG of each kind of a volume of labels and says how long it took; the part of seg_writing.mjs that is bundled.
 *
 *   labels FILE             the volume of labels as raw bytes
 *   write FILE OUT          SEGs of it in the folder OUT; prints seconds and bytes as JSON
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SegWriteRequest, SourceInstance } from '@few-shot-lms/dicom-seg';
import { writeSeg } from '@few-shot-lms/dicom-seg';
import type { VolumeGeometry } from '@few-shot-lms/engine';

const SIDE = 512;
const SLICES = 400;
const SEGMENTS = 5;
const RUNS = 3;

const geometry: VolumeGeometry = {
  columns: SIDE,
  rows: SIDE,
  slices: SLICES,
  spacing: [0.75, 0.75, 1],
  direction: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  origin: [-192, -192, 0],
  slicePositions: Array.from({ length: SLICES }, (_, k) => k),
};

/** Five lobed bodies of 0.1 to 3 litres that do not overlap. */
function makeLabels(): Uint8Array {
  const labels = new Uint8Array(SIDE * SIDE * SLICES);
  for (let segment = 1; segment <= SEGMENTS; segment++) {
    const radius = 40 + 14 * segment;
    const centre = [90 + 75 * segment, 120 + 60 * segment, 70 + 50 * segment];
    for (let k = Math.max(0, centre[2] - radius); k < Math.min(SLICES, centre[2] + radius); k++) {
      for (let j = Math.max(0, centre[1] - radius); j < Math.min(SIDE, centre[1] + radius); j++) {
        for (let i = Math.max(0, centre[0] - radius); i < Math.min(SIDE, centre[0] + radius); i++) {
          const [x, y, z] = [i - centre[0], j - centre[1], k - centre[2]];
          const lobes =
            1 - 0.15 * Math.sin(5 * Math.atan2(y, x) + z / 9) - 0.05 * Math.sin(i * 0.9 + j * 1.3);
          const voxel = (k * SIDE + j) * SIDE + i;
          if (Math.hypot(x, y, z) < radius * 0.85 * lobes && labels[voxel] === 0) labels[voxel] = segment;
        }
      }
    }
  }
  return labels;
}

const instances = geometry.slicePositions.map((z, k): SourceInstance => {
  const sopInstanceUid = `1.2.826.0.1.3680043.8.498.1.${k + 1}`;
  const sopClassUid = '1.2.840.10008.5.1.4.1.1.2';
  return {
    sopInstanceUid,
    sopClassUid,
    plane: {
      sopInstanceUid,
      imagePosition: [-192, -192, z],
      imageOrientation: [1, 0, 0, 0, 1, 0],
      pixelSpacing: [0.75, 0.75],
      rows: SIDE,
      columns: SIDE,
    },
    dataset: {
      PatientID: 'BENCH',
      StudyInstanceUID: '1.2.826.0.1.3680043.8.498.2',
      SeriesInstanceUID: '1.2.826.0.1.3680043.8.498.3',
      FrameOfReferenceUID: '1.2.826.0.1.3680043.8.498.4',
      Modality: 'CT',
      Manufacturer: 'Bench',
      SliceThickness: 1,
    },
  };
});

function requestsFor(labelmap: Uint8Array): Record<string, SegWriteRequest> {
  const common = {
    instances,
    geometry,
    segments: ['Liver', 'Spleen', 'Pancreas', 'Left kidney', 'Right kidney'].map((label, n) => ({
      number: n + 1,
      label,
      algorithmType: 'SEMIAUTOMATIC' as const,
      algorithmName: 'LMS-Net',
    })),
    software: { name: 'Few-shot LMS', version: '0.1.0' },
  };
  return {
    'LABELMAP, RLE': { ...common, kind: 'LABELMAP', encoding: 'RLE', labelmap },
    LABELMAP: { ...common, kind: 'LABELMAP', encoding: 'UNCOMPRESSED', labelmap },
    BINARY: { ...common, kind: 'BINARY', encoding: 'UNCOMPRESSED', labelmap },
  };
}

const [command, file, out] = process.argv.slice(2);
if (command === 'labels') {
  writeFileSync(file, makeLabels());
} else {
  const found = Object.entries(requestsFor(readFileSync(file))).map(([kind, request], index) => {
    const seconds: number[] = [];
    let bytes: Uint8Array = new Uint8Array();
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      bytes = writeSeg(request);
      seconds.push((performance.now() - started) / 1000);
    }
    writeFileSync(join(out, `${index}.dcm`), bytes);
    return { kind, seconds: Math.min(...seconds), slowest: Math.max(...seconds), bytes: bytes.length };
  });
  process.stdout.write(JSON.stringify(found));
}

/**
 * What `conformance.ts` does not write: probabilities, overlapping segments, 16 bits, comments of frames; and the table
 * of structures. For the Python tests beside it.
 *
 *   structures              the table of structures as JSON
 *   make OUT                the images of a series in OUT/images, and SEGs of every kind in OUT
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SegmentDescription, SegWriteRequest, SliceOrigin } from '@few-shot-lms/dicom-seg';
import { commonStructures, conceptForLabel, readSeries, writeSeg } from '@few-shot-lms/dicom-seg';
import { currentConcept } from '../../dicom-seg/src/codes/retired-codes';
import { asymmetricObject, makeSeries, orientations } from '@few-shot-lms/dicom-seg/testing';

function described(number: number, label: string): SegmentDescription {
  const { category, type, typeModifier, anatomicRegion, regionModifier, rgb } = conceptForLabel(label);
  const codes = { category, type, typeModifier, anatomicRegion, regionModifier, rgb };
  return { number, label, algorithmType: 'SEMIAUTOMATIC', algorithmName: 'LMS-Net', ...codes };
}

const COMMANDS: Readonly<Record<string, (...paths: string[]) => void | Promise<void>>> = {
  structures() {
    process.stdout.write(JSON.stringify(commonStructures));
  },
  retired(...codes) {
    const concepts = codes.map((value) => currentConcept({ value, scheme: 'SRT', meaning: '' }));
    process.stdout.write(JSON.stringify(concepts.map((concept) => concept?.value ?? null)));
  },
  async make(out) {
    mkdirSync(join(out, 'images'), { recursive: true });
    const made = makeSeries({ orientation: orientations.doubleOblique, order: 'descending' });
    for (const file of made.files) writeFileSync(join(out, 'images', file.name), file.bytes);
    const { instances, volume } = await readSeries(made.files);
    const { geometry } = volume;
    const voxels = geometry.columns * geometry.rows;
    const object = asymmetricObject(geometry);
    // The second segment is the first without its last slices, one voxel further on: they overlap.
    const second = new Uint8Array(object.length);
    for (let voxel = 1; voxel < 5 * voxels; voxel++) if (object[voxel - 1]) second[voxel] = 2;
    const fractionOf = (number: number, slice: number): Float32Array =>
      Float32Array.from(
        (number === 1 ? object : second).subarray(slice * voxels, (slice + 1) * voxels),
        (value, voxel) => (value ? 0.1 * number + (voxel % 7) / 10 : 0),
      );
    const lastSlice = geometry.slices - 1;
    // The object has neither the first nor the last slice.
    const originOf = (slice: number): SliceOrigin => {
      if (slice === lastSlice) return { kind: 'beyond-end' };
      return slice === 0 ? { kind: 'absent', scores: { presence: 0.25 }, checked: true } : { kind: 'drawn' };
    };
    const origins = new Map<number, Map<number, SliceOrigin>>([
      [1, new Map(Array.from({ length: geometry.slices }, (_, slice) => [slice, originOf(slice)]))],
    ]);
    const common = {
      instances,
      geometry,
      segments: [described(1, 'Liver'), described(2, 'Left kidney cyst')],
      origins,
      software: { name: 'Few-shot LMS', version: '0.1.0' },
    };
    const wide = Uint16Array.from(object, (value, voxel) => value || (second[voxel] ? 700 : 0));
    const wideSegments = [described(1, 'Liver'), described(700, 'Left kidney cyst')];
    const requests: Readonly<Record<string, SegWriteRequest>> = {
      fractional: { ...common, kind: 'FRACTIONAL', encoding: 'UNCOMPRESSED', fractionOf },
      'fractional-rle': { ...common, kind: 'FRACTIONAL', encoding: 'RLE', fractionOf },
      overlap: { ...common, kind: 'BINARY', encoding: 'UNCOMPRESSED', labelmap: object, overlays: [second] },
      wide: { ...common, kind: 'LABELMAP', encoding: 'UNCOMPRESSED', labelmap: wide, segments: wideSegments },
      'wide-rle': { ...common, kind: 'LABELMAP', encoding: 'RLE', labelmap: wide, segments: wideSegments },
    };
    for (const [name, request] of Object.entries(requests)) {
      writeFileSync(join(out, `${name}.dcm`), writeSeg(request));
    }
    writeFileSync(join(out, 'first.raw'), object);
    writeFileSync(join(out, 'second.raw'), second);
    writeFileSync(join(out, 'wide.raw'), new Uint8Array(wide.buffer));
    for (const number of [1, 2]) {
      const planes = Array.from({ length: geometry.slices }, (_, slice) => fractionOf(number, slice));
      writeFileSync(
        join(out, `fraction-${number}.raw`),
        Buffer.concat(planes.map((plane) => Buffer.from(plane.buffer))),
      );
    }
  },
};

const [command, ...rest] = process.argv.slice(2);
void COMMANDS[command](...rest);

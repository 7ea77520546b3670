import { writeSeg, type FractionalSegRequest, type SegmentDescription } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import { buildSegFile, type SegOptions } from '../saving/buildSegFile';
import type { SegSource } from '../saving/SegSource';
import { inWords } from '../said';
import { geometry, segmentsToSave, segSource, SERIES_UID, VOXELS } from '../testing/segSource';
import type { OpenedSeg, SegReadRequest } from './OpenedSeg';
import { readSegFile } from './readSegFile';

const plain: SegOptions = { encoding: 'LABELMAP', compressed: true, place: null };
const target = { geometry, instances: segSource().instances, seriesInstanceUid: SERIES_UID };

function fileOf(source: SegSource, options: Partial<SegOptions> = {}): ArrayBuffer {
  return buildSegFile({ source, segments: segmentsToSave(source), options: { ...plain, ...options } }).bytes;
}

async function opened(bytes: ArrayBuffer, changes: Partial<SegReadRequest> = {}): Promise<OpenedSeg> {
  const reading = await readSegFile({ bytes, target, use: 'support', threshold: null, ...changes });
  if (reading.kind !== 'read') throw new Error(`it asks for a threshold of ${reading.fractions}`);
  // It has to get through postMessage.
  return structuredClone(reading.seg);
}

const at = (segment: OpenedSeg['segments'][number]) =>
  segment.runs.flatMap((ends, k) =>
    Array.from({ length: ends.length / 2 }, (_, n) => [k, ends[2 * n], ends[2 * n + 1]]),
  );

it.each(['LABELMAP', 'BINARY'] as const)('keeps voxels, labels, colours and codes: %s', async (encoding) => {
  const seg = await opened(fileOf(segSource(), { encoding }));
  expect(seg.label).toBe('Seg: a/b (Few-shot LMS)');
  const [liver, spleen] = seg.segments;
  expect(at(liver)).toEqual([
    [1, 1, 2],
    [1, 9, 10],
  ]);
  expect(at(spleen)).toEqual([[3, 5, 6]]);
  expect(seg.segments.map(({ label }) => label)).toEqual(['Liver', 'Spleen']);
  expect(liver.colour!.map((channel, n) => Math.abs(channel - [200, 0, 0][n]) < 3)).toEqual([
    true,
    true,
    true,
  ]);
  expect(seg.loaded.segments.get(liver.index)).toMatchObject({ type: { value: '10200004' } });
  expect(seg.loaded.place).toMatchObject({ instanceNumber: 1 });
  expect(seg.notes).toEqual([]);
});

it('says which slices are filled, where the SEG does; a start releases the others', async () => {
  const source = segSource();
  const [first, second] = segmentsToSave(source);
  const origins = new Map([[1, { kind: 'propagated' as const, scores: { trust: 0.5 } }]]);
  const { bytes } = buildSegFile({ source, segments: [{ ...first, origins }, second], options: plain });
  const support = await opened(bytes);
  expect(support.loaded.origins.get(1)?.get(1)).toEqual({ kind: 'propagated', scores: { trust: 0.5 } });
  expect(support.loaded.origins.get(3)).toBeUndefined();
  const start = await opened(bytes, { use: 'start' });
  expect(start.loaded.origins.get(1)?.get(1)).toEqual({ kind: 'propagated', scores: { trust: 0.5 } });
  expect([...start.loaded.origins.get(3)!]).toEqual([[3, { kind: 'released' }]]);
});

const liver: SegmentDescription = { number: 1, label: 'Liver', algorithmType: 'MANUAL' };

/** Segment 1 with 0.2, 0.4 … on the first voxels of slice 2. */
function fractionalFile(): ArrayBuffer {
  const request: FractionalSegRequest = {
    instances: segSource().instances,
    geometry,
    kind: 'FRACTIONAL',
    encoding: 'RLE',
    segments: [liver],
    seriesDescription: 'Soft',
    software: { name: 'Test', version: '1' },
    fractionOf: (_, slice) =>
      slice === 2
        ? Float32Array.from({ length: VOXELS }, (_value, n) => (n < 5 ? (n + 1) / 5 : 0))
        : undefined,
  };
  return Uint8Array.from(writeSeg(request)).buffer;
}

it('asks for the threshold of fractions before it reads them', async () => {
  const bytes = fractionalFile();
  const reading = await readSegFile({ bytes, target, use: 'support', threshold: null });
  expect(reading).toEqual({ kind: 'asks-threshold', fractions: 'PROBABILITY' });
  const seg = await opened(bytes, { threshold: 0.55 });
  expect(at(seg.segments[0])).toEqual([[2, 2, 5]]);
  expect(at((await opened(bytes, { threshold: 0.15 })).segments[0])).toEqual([[2, 0, 5]]);
  expect(seg.notes.map(inWords).join()).toMatch(
    /fractions \(probability\); voxels of at least 0.55 became object/,
  );
  // Another program's: ours are not continued in its series.
  expect(seg.loaded.place).toBeNull();
});

it('keeps segments that overlap apart', async () => {
  const source = segSource();
  const overlay = new Uint8Array(source.labelmaps[0].length);
  overlay.fill(3, VOXELS, VOXELS + 3);
  const seg = await opened(fileOf({ ...source, labelmaps: [...source.labelmaps, overlay] }));
  expect(at(seg.segments[0])).toEqual([
    [1, 1, 2],
    [1, 9, 10],
  ]);
  expect(at(seg.segments[1])).toEqual([
    [1, 0, 3],
    [3, 5, 6],
  ]);
  expect(seg.notes.map(inWords).join()).toMatch(/Segments overlap in 1 voxel/);
});

it('counts segments anew whose numbers the viewer cannot hold', async () => {
  const source = segSource();
  const wide = Uint16Array.from(source.labelmaps[0], (value) => (value === 3 ? 700 : value));
  const segments = source.segments.map((segment) =>
    segment.index === 3 ? { ...segment, index: 700 } : segment,
  );
  const seg = await opened(fileOf({ ...source, labelmaps: [wide], segments }));
  expect(seg.segments.map(({ index, label }) => [index, label])).toEqual([
    [1, 'Liver'],
    [2, 'Spleen'],
  ]);
  expect(at(seg.segments[1])).toEqual([[3, 5, 6]]);
  expect(seg.loaded.segments.get(2)).toMatchObject({ label: 'Spleen' });
  expect(seg.notes.map(inWords).join()).toMatch(/counted anew from 1/);
});

it('says it of a SEG of another series, of an empty one and of what is no SEG', async () => {
  const other = {
    ...target,
    seriesInstanceUid: '9.9',
    instances: target.instances.map((_, k) => ({ sopInstanceUid: `9.9.${k}` })),
  };
  const bytes = fileOf(segSource());
  await expect(opened(bytes, { target: other })).rejects.toThrow(
    /belongs to another series \(1.2.3.4\) in another frame of reference; open that series/,
  );
  await expect(opened(fractionalFile(), { threshold: 1, target: other })).rejects.toThrow(UserError);
  await expect(opened(new TextEncoder().encode('hello').buffer)).rejects.toThrow(UserError);
});

it('places a SEG of another series of the same frame of reference, says so, and starts a series of its own', async () => {
  const elsewhere = {
    ...target,
    seriesInstanceUid: '9.9',
    instances: target.instances.map((_, k) => ({ sopInstanceUid: `9.9.${k}` })),
    frameOfReferenceUid: '1.2.3.5',
  };
  const seg = await opened(fileOf(segSource()), { target: elsewhere });
  expect(at(seg.segments[1])).toEqual([[3, 5, 6]]);
  expect(seg.notes.map(inWords).join()).toMatch(
    /was made on another series \(1.2.3.4\); it was placed by its position/,
  );
  expect(seg.loaded.place).toBeNull();
});

import type { SliceOrigin } from '@few-shot-lms/dicom-seg';
import { parsePart10 } from '@few-shot-lms/dicom-seg/testing';
import { segmentsToSave, segSource } from '../testing/segSource';
import { buildSegFile } from './buildSegFile';
import { loadedSeg } from './LoadedSeg';

const source = segSource();
const origins = new Map<number, SliceOrigin>([[1, { kind: 'propagated', scores: { trust: 0.5 } }]]);
const segments = segmentsToSave(source).map((segment) =>
  segment.index === 1 ? { ...segment, origins } : segment,
);
const place = { seriesInstanceUid: '1.2.8', seriesNumber: 77, instanceNumber: 4 };
const file = buildSegFile({ source, segments, options: { encoding: 'LABELMAP', compressed: true, place } });
const { dataset } = parsePart10(new Uint8Array(file.bytes), { pixelData: false });

it('finds again what was written', () => {
  const seg = loadedSeg(dataset, source.instances);
  const { seriesDescription, seriesStarted } = file.place;
  expect(seriesStarted?.date).toMatch(/^\d{8}$/);
  expect(seg.place).toEqual({ ...place, seriesDescription, seriesStarted, instanceNumber: 5 });
  expect([...seg.segments.values()].map(({ number, label }) => [number, label])).toEqual(
    expect.arrayContaining([
      [1, 'Liver'],
      [3, 'Spleen'],
    ]),
  );
  expect(seg.segments.get(1)!.trackingUid).toBe('1.2.9.1');
  expect(seg.segments.get(1)!.trackingId).toBe('Liver');
  expect([...seg.origins]).toEqual([[1, origins]]);
});

it('places slices by their images, whatever the order', () => {
  const reversed = [...source.instances].reverse();
  expect(loadedSeg(dataset, reversed).origins.get(1)!.get(2)).toEqual(origins.get(1));
  expect(loadedSeg(dataset, source.instances.slice(2)).origins.size).toBe(0);
});

it('goes on in no series of another program', () => {
  const foreign = { ...dataset, ManufacturerModelName: 'Slicer' };
  expect(loadedSeg(foreign, source.instances)).toMatchObject({ place: null });
});

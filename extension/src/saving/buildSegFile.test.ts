import { readSeg, structureById, type SegmentDescription } from '@few-shot-lms/dicom-seg';
import { byOtherProgram, parsePart10 } from '@few-shot-lms/dicom-seg/testing';
import { segmentsToSave, segSource, SERIES_UID, VOXELS } from '../testing/segSource';
import { buildSegFile, type SegFile, type SegOptions } from './buildSegFile';
import type { SegmentToSave } from './SegmentToSave';

const plain: SegOptions = { encoding: 'LABELMAP', compressed: true, place: null };
const algorithm = { modelId: 'm', modelTitle: 'Model', modelVersion: '2', modelHashes: { step: 'abc' } };

function contentOf({ bytes }: SegFile) {
  const { instances, geometry } = segSource();
  return readSeg(new Uint8Array(bytes), { instances, geometry, seriesInstanceUid: SERIES_UID });
}

const datasetOf = ({ bytes }: SegFile) => parsePart10(new Uint8Array(bytes), { pixelData: false });

async function described(changes: Partial<SegmentToSave>): Promise<SegmentDescription> {
  const source = segSource();
  const [first, second] = segmentsToSave(source);
  const content = await contentOf(
    buildSegFile({ source, segments: [{ ...first, ...changes }, second], options: plain }),
  );
  return content.segments.find(({ number }) => number === 1)!;
}

it.each(['LABELMAP', 'BINARY'] as const)('writes the voxels as they are: %s', async (encoding) => {
  const source = segSource();
  const file = buildSegFile({ source, segments: segmentsToSave(source), options: { ...plain, encoding } });
  expect(file).toMatchObject({ name: 'Seg_a_b.dcm', studyInstanceUid: '1.2.3', overlap: null });
  const content = await contentOf(file);
  const numberOf = new Map(content.segments.map(({ label, number }) => [label, number]));
  const expected = source.labelmaps[0].map((label) =>
    label === 0 ? 0 : numberOf.get(label === 1 ? 'Liver' : 'Spleen')!,
  );
  expect(Array.from(content.labelmap)).toEqual(Array.from(expected));
});

it('compresses a label map unless the archive wants it otherwise', () => {
  const source = segSource();
  const syntaxOf = (compressed: boolean) =>
    datasetOf(buildSegFile({ source, segments: segmentsToSave(source), options: { ...plain, compressed } }))
      .transferSyntax;
  expect([syntaxOf(true), syntaxOf(false)]).toEqual(['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.1']);
});

it('says which segments a model has worked on, and with what', async () => {
  expect(await described({ algorithm })).toMatchObject({
    algorithmType: 'SEMIAUTOMATIC',
    algorithmName: 'Model',
    algorithmVersion: '2',
    algorithmFamily: { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' },
    algorithmSource: 'Few-shot LMS',
    algorithmParameters: 'model=m,step.sha256=abc',
    trackingUid: '1.2.9.1',
  });
  expect(await described({})).toMatchObject({ algorithmType: 'MANUAL' });
});

it('keeps what an opened SEG said, until the segment gets another meaning or another name', async () => {
  const lung = structureById('lung-left')!;
  const loaded: SegmentDescription = {
    number: 1,
    label: 'Liver',
    algorithmType: 'AUTOMATIC',
    algorithmName: 'Other',
    category: lung.category,
    type: lung.type,
    typeModifier: lung.typeModifier,
  };
  expect(await described({ loaded })).toMatchObject({
    algorithmType: 'AUTOMATIC',
    algorithmName: 'Other',
    type: { meaning: 'Lung' },
    typeModifier: { meaning: 'Left' },
  });
  const renamed = await described({ loaded, label: 'Spleen' });
  expect([renamed.type?.meaning, renamed.typeModifier]).toEqual(['Spleen', undefined]);
  const chosen = await described({ loaded, structure: structureById('liver-cyst')! });
  expect([chosen.label, chosen.type?.meaning, chosen.anatomicRegion?.meaning, chosen.typeModifier]).toEqual([
    'Liver',
    'Cyst',
    'Liver',
    undefined,
  ]);
  expect(await described({ loaded, algorithm })).toMatchObject({ algorithmName: 'Model' });
});

it('keeps the name by which an algorithm is identified, and gives it to no model', async () => {
  const family = { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' };
  const loaded: SegmentDescription = {
    ...{ number: 1, label: 'Liver', algorithmType: 'AUTOMATIC', algorithmName: 'Liver CT v3' },
    ...{ algorithmIdentifiedAs: 'nnU-Net', algorithmFamily: family, algorithmVersion: '2.1' },
  };
  const said = { algorithmName: 'Liver CT v3', algorithmIdentifiedAs: 'nnU-Net', algorithmVersion: '2.1' };
  expect(await described({ loaded })).toMatchObject(said);
  const continued = await described({ loaded, algorithm });
  expect([continued.algorithmName, continued.algorithmIdentifiedAs]).toEqual(['Model', undefined]);
});

it('says of the segment of another program who made it, as long as no model has added to it', async () => {
  const anonymous: SegmentDescription = { number: 1, label: 'Liver', algorithmType: 'AUTOMATIC' };
  const loaded = { ...anonymous, ...byOtherProgram };
  expect(await described({ loaded })).toMatchObject(byOtherProgram);
  const renamed = await described({ loaded, label: 'Spleen' });
  expect([renamed.description, renamed.algorithmSource]).toEqual([undefined, 'Basel']);
  const unknown = await described({ loaded: anonymous });
  expect([unknown.algorithmType, unknown.algorithmName, unknown.algorithmFamily]).toEqual([
    'AUTOMATIC',
    'unknown',
    undefined,
  ]);
  const continued = await described({ loaded, algorithm });
  expect([continued.algorithmType, continued.algorithmName, continued.algorithmSource]).toEqual([
    'SEMIAUTOMATIC',
    'Model',
    'Few-shot LMS',
  ]);
});

it('becomes binary where segments overlap, and says which', () => {
  const source = segSource();
  const overlay = new Uint8Array(source.labelmaps[0].length);
  overlay[VOXELS + 1] = 3;
  const overlapping = { ...source, labelmaps: [...source.labelmaps, overlay] };
  const file = buildSegFile({ source: overlapping, segments: segmentsToSave(overlapping), options: plain });
  expect(file.overlap).toEqual(['Liver', 'Spleen']);
  expect(datasetOf(file).dataset).toMatchObject({ SegmentationType: 'BINARY', SegmentsOverlap: 'YES' });
  const asked = buildSegFile({
    source: overlapping,
    segments: segmentsToSave(overlapping),
    options: { ...plain, encoding: 'BINARY' },
  });
  expect(asked.overlap).toBeNull();
});

it('goes into the series of the last one with the next number, under a name of its own', () => {
  const source = segSource();
  const first = buildSegFile({ source, segments: segmentsToSave(source), options: plain });
  const second = buildSegFile({
    source,
    segments: segmentsToSave(source),
    options: { ...plain, place: first.place },
  });
  expect(second.place).toEqual({ ...first.place, instanceNumber: 2 });
  expect(second.sopInstanceUid).not.toBe(first.sopInstanceUid);
  expect(datasetOf(second).dataset).toMatchObject({
    SOPInstanceUID: second.sopInstanceUid,
    SeriesInstanceUID: first.place.seriesInstanceUid,
    InstanceNumber: 2,
    SeriesNumber: 1004,
  });
  const elsewhere = buildSegFile({
    source,
    segments: segmentsToSave(source),
    options: {
      ...plain,
      place: { seriesInstanceUid: '1.2.8', seriesNumber: 77, instanceNumber: 4 },
    },
  });
  expect(datasetOf(elsewhere).dataset).toMatchObject({ SeriesNumber: 77, InstanceNumber: 5 });
});

it('leaves the series its name when the segmentation gets another one', () => {
  const source = segSource();
  const first = buildSegFile({ source, segments: segmentsToSave(source), options: plain });
  const renamed = { ...source, label: 'Liver, second look' };
  const second = buildSegFile({
    source: renamed,
    segments: segmentsToSave(renamed),
    options: { ...plain, place: first.place },
  });
  expect(datasetOf(second).dataset).toMatchObject({
    SeriesDescription: first.seriesDescription,
    ContentDescription: 'Liver, second look (Few-shot LMS)',
  });
  const { SeriesDate, SeriesTime } = datasetOf(first).dataset;
  const earlier = { ...first.place, seriesStarted: { date: '20251224', time: '180000' } };
  const third = buildSegFile({
    source,
    segments: segmentsToSave(source),
    options: { ...plain, place: earlier },
  });
  expect(first.place.seriesStarted).toEqual({ date: SeriesDate, time: SeriesTime });
  expect(datasetOf(third).dataset).toMatchObject({ SeriesDate: '20251224', SeriesTime: '180000' });
});

it('does not repeat itself in the description of the series', () => {
  const source = { ...segSource(), label: 'Liver (Few-shot LMS)' };
  expect(buildSegFile({ source, segments: segmentsToSave(source), options: plain }).seriesDescription).toBe(
    'Liver (Few-shot LMS)',
  );
});

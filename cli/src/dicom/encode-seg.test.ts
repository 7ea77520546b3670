import { readSeg, readSeries, structureById, type SegmentDescription } from '@few-shot-lms/dicom-seg';
import { byOtherProgram, makeSeries } from '@few-shot-lms/dicom-seg/testing';
import type { ModelDescription } from '../engine-port';
import { drawnMasks, type SegmentOutcome } from '../propagate-segments';
import type { SegmentDescription as Named } from '../support/segment-description';
import { encodeSeg } from './encode-seg';

const model: ModelDescription = {
  ...{ id: 'fake', version: '1', sha256: { step: 'ab' }, modalities: ['CT'], provider: 'cpu', threads: 1 },
};
const loaded: SegmentDescription = {
  number: 1,
  label: 'Liver',
  ...byOtherProgram,
  trackingUid: '1.2.77',
  trackingId: 'Lesion 5',
};

/** The segment of a SEG that was written with the first slice drawn, and the second filled in if so. */
async function encoded(named: Partial<Named>, filled: boolean): Promise<SegmentDescription> {
  const series = await readSeries(makeSeries({ slices: 2 }).files);
  const { geometry } = series.volume;
  const mask = new Uint8Array(geometry.rows * geometry.columns).fill(1, 0, 3);
  const description = { name: 'Liver', ...named };
  const task = { label: 1, description, supports: [{ slice: 0, mask }], kept: [], empty: [], redone: [] };
  const scores = { presence: 1, certainty: 1, agreement: 1, trust: 1 };
  const record = {
    slice: 1,
    status: 'propagated' as const,
    scores,
    milliseconds: { network: 1, other: 1 },
    voxels: 3,
  };
  const segments: SegmentOutcome[] = [{ task, planned: 1, slices: filled ? [record] : [] }];
  const masks = drawnMasks(geometry, [task]);
  const image = { kind: 'dicom' as const, name: '', volume: series.volume, files: [], notes: [], series };
  const bytes = encodeSeg(image, { segments, masks }, 'BINARY', model);
  const { instances, seriesInstanceUid } = series;
  return (await readSeg(bytes, { geometry, instances, seriesInstanceUid })).segments[0];
}

it('says of a segment that no model has added to what its SEG says, and that it was drawn where there is none', async () => {
  expect(await encoded({ dicom: loaded }, false)).toMatchObject(loaded);
  expect(await encoded({}, false)).toMatchObject({ algorithmType: 'MANUAL' });
});

it('says of a segment that was filled in which model did it; it is followed by what it was', async () => {
  const { trackingUid, trackingId, description } = loaded;
  expect(await encoded({ dicom: loaded }, true)).toMatchObject({
    ...{ trackingUid, trackingId, description },
    algorithmType: 'SEMIAUTOMATIC',
    algorithmName: 'LMS-Net fake',
    algorithmFamily: loaded.algorithmFamily,
    algorithmVersion: '1',
    algorithmSource: 'Few-shot LMS',
  });
});

it('does not identify the model by the name of the algorithm that was there before', async () => {
  const dicom = { ...loaded, algorithmIdentifiedAs: 'Other name' };
  expect((await encoded({ dicom }, false)).algorithmIdentifiedAs).toBe('Other name');
  expect((await encoded({ dicom }, true)).algorithmIdentifiedAs).toBeUndefined();
});

it('drops what was said of a segment that is something else now', async () => {
  const spleen = await encoded({ dicom: loaded, structure: structureById('spleen')! }, true);
  expect([spleen.type?.meaning, spleen.description]).toEqual(['Spleen', undefined]);
});

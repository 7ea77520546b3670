import { byOtherProgram } from '../../testing';
import { algorithmIdentification } from './modules/algorithm-identification';
import { readSegments } from './read-segments';

const segmentOf = (item: Record<string, unknown>) =>
  readSegments({ SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: 'Liver', ...item }] })[0];

const family = { CodeValue: '123110', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Artificial Intelligence' };

it('takes up what the program says that made the segment', () => {
  const segment = segmentOf({
    SegmentDescription: 'All of it',
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: [family],
        AlgorithmName: 'TotalSegmentator',
        AlgorithmVersion: '2.4',
        AlgorithmSource: 'Basel',
        AlgorithmParameters: 'fast=1',
      },
    ],
    TrackingUID: '1.2.3',
    TrackingID: 'Liver of Tina',
  });
  expect(segment).toEqual({
    number: 1,
    label: 'Liver',
    ...byOtherProgram,
    trackingUid: '1.2.3',
    trackingId: 'Liver of Tina',
  });
});

it('leaves out what could not be written again', () => {
  const segment = segmentOf({
    SegmentDescription: 'a\u0007b',
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: 'x\ty',
    SegmentationAlgorithmIdentificationSequence: [{ AlgorithmVersion: '1\t2', AlgorithmSource: 'a\u001bb' }],
    TrackingUID: 'one',
  });
  expect(segment).toEqual({ number: 1, label: 'Liver', algorithmType: 'AUTOMATIC' });
});

it('cuts off what is too long, but no identifier', () => {
  const segment = segmentOf({
    SegmentDescription: 'x'.repeat(1025),
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: 'y'.repeat(65),
    TrackingUID: '1'.repeat(65),
    TrackingID: 'z'.repeat(65),
  });
  expect(segment).toEqual({
    number: 1,
    label: 'Liver',
    description: 'x'.repeat(1024),
    algorithmType: 'AUTOMATIC',
    algorithmName: 'y'.repeat(64),
    trackingId: 'z'.repeat(65),
  });
});

describe('an algorithm that is identified by another name than the segment has for it', () => {
  const identified = {
    AlgorithmFamilyCodeSequence: [family],
    AlgorithmName: 'nnU-Net',
    AlgorithmVersion: '2.1',
  };
  const writtenAgain = (identification: Record<string, unknown>) => {
    const segment = segmentOf({
      SegmentAlgorithmType: 'AUTOMATIC',
      SegmentAlgorithmName: 'Liver CT v3',
      SegmentationAlgorithmIdentificationSequence: [identification],
    });
    expect(segment.algorithmName).toBe('Liver CT v3');
    return algorithmIdentification(segment)?.[0];
  };

  it('keeps that with its version', () => {
    expect(writtenAgain(identified)).toMatchObject({ AlgorithmName: 'nnU-Net', AlgorithmVersion: '2.1' });
  });

  it('is given none where the file names none', () => {
    expect(writtenAgain({ ...identified, AlgorithmName: undefined })).toBeUndefined();
  });
});

import type { SegmentDescription } from '../src/seg/segment-description';

/** What the SEG of another program says of who made a segment. */
export const byOtherProgram = {
  description: 'All of it',
  algorithmType: 'AUTOMATIC',
  algorithmName: 'TotalSegmentator',
  algorithmFamily: { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' },
  algorithmVersion: '2.4',
  algorithmSource: 'Basel',
  algorithmParameters: 'fast=1',
} satisfies Partial<SegmentDescription>;

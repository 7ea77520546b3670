import type { SliceResult } from '@few-shot-lms/engine';
import type { SegmentTask } from '../support/support';
import { LabelMerger } from './label-merger';

const VOXELS = 6;
/** 1 for every character that is not a dot. */
const maskOf = (row: string): Uint8Array => Uint8Array.from(row, (sign) => (sign === '.' ? 0 : 1));
const task = (label: number, row: string): SegmentTask => ({
  label,
  description: { name: `Label ${label}` },
  supports: [{ slice: 0, mask: maskOf(row) }],
  kept: [],
  empty: [],
  redone: [],
});
const result = (slice: number, row: string, soft: number): SliceResult => ({
  slice,
  status: 'propagated',
  mask: maskOf(row),
  soft: new Float32Array(VOXELS).fill(soft),
  scores: { presence: 1, certainty: 1, agreement: 1, trust: 1 },
  milliseconds: { network: 0, other: 0 },
});
const rowsOf = ({ labels, overlays }: LabelMerger, slice: number): string[] =>
  [labels, ...overlays].map((volume) =>
    Array.from(volume.subarray(slice * VOXELS, (slice + 1) * VOXELS), (label) => label || '.').join(''),
  );

/** A lesion with a core in an organ, and a neighbour of the organ. */
const tasks = [task(1, '1111..'), task(2, '.22...'), task(3, '..3...'), task(4, '....44')];

it('keeps drawn voxels of all segments, and counts those that a label volume cannot show', () => {
  const merger = new LabelMerger(VOXELS, 2, tasks);
  expect(rowsOf(merger, 0)).toEqual(['111144', '.22...', '..3...']);
  expect(merger.drawnOverlaps).toEqual([
    { first: 1, second: 2, voxels: 2, lost: 2 },
    { first: 1, second: 3, voxels: 1, lost: 1 },
    { first: 2, second: 3, voxels: 1, lost: 0 },
  ]);
});

it('lets only segments that were drawn over each other share the voxels that are filled in', () => {
  const merger = new LabelMerger(VOXELS, 2, tasks);
  merger.add(1, result(1, '11111.', 0.6));
  merger.add(2, result(1, '.22...', 0.9));
  merger.add(3, result(1, '..3...', 0.5));
  merger.add(4, result(1, '.4..44', 0.7));
  expect(rowsOf(merger, 1)).toEqual(['122144', '.11...', '..3...']);
  // The neighbour loses the second voxel to the lesion; had it won, it would share it with nobody.
  merger.add(4, result(1, '.4....', 1));
  expect(rowsOf(merger, 1)).toEqual(['142144', '..1...', '..3...']);
});

it('lets a segment have its filled voxels where another one was drawn, if they were drawn over each other', () => {
  const organ = { ...tasks[0], supports: [0, 1].map((slice) => ({ slice, mask: maskOf('1111..') })) };
  const merger = new LabelMerger(VOXELS, 2, [organ, tasks[1], tasks[3]]);
  merger.add(2, result(1, '.2222.', 0.6));
  merger.add(4, result(1, '...444', 1));
  expect(rowsOf(merger, 1)).toEqual(['111144', '.222..']);
});

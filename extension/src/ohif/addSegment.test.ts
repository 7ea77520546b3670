import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { addSegment } from './addSegment';

/** What OHIF is told. */
function added(indices: readonly number[]): unknown[][] {
  const calls: unknown[][] = [];
  addSegment({ addSegment: (...args) => void calls.push(args) }, { segmentationId: 'seg', indices });
  return calls;
}

it('leaves number, name and colour of a new label to OHIF', () => {
  expect(added([1, 254])).toEqual([['seg']]);
});

it('adds none where OHIF would give it a number that no voxel can hold', () => {
  expect(() => added([3, 255])).toThrow(new UserError(texts.problems.noLabelNumber(255)));
});

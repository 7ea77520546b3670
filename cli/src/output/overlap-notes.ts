import type { PropagateOptions } from '../arguments';
import { isDicomPath } from '../path-kinds';
import type { SegmentTask } from '../support/support';
import type { DrawnOverlap } from './label-merger';

/** What becomes of voxels that were drawn for several segments in the kind of result that was asked for. */
export function overlapNotes(
  { out, segKind }: Pick<PropagateOptions, 'out' | 'segKind'>,
  tasks: readonly SegmentTask[],
  overlaps: readonly DrawnOverlap[],
): string[] {
  const nameOf = (label: number) =>
    `label ${label} (${tasks.find((task) => task.label === label)!.description.name})`;
  if (isDicomPath(out) && segKind !== 'LABELMAP') {
    return overlaps.map(
      ({ first, second, voxels }) =>
        `Of the drawn voxels ${nameOf(first)} and ${nameOf(second)} share ${voxels}; each keeps its own.`,
    );
  }
  const instead = isDicomPath(out) ? '--seg-kind BINARY' : 'a .dcm with --seg-kind BINARY';
  return overlaps
    .filter(({ lost }) => lost > 0)
    .map(
      ({ first, second, lost }) =>
        `Note: ${nameOf(second)} loses ${lost} of its drawn voxels to ${nameOf(first)}, for this kind of result has one label a voxel; choose ${instead} to keep them.`,
    );
}

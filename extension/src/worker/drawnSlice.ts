import type { DrawnSlice } from '@few-shot-lms/engine';
import { setRuns } from '../state/maskRuns';

/**
 * A drawn slice on its way to the worker, first voxel and voxel after the last of every run: as whole planes, a hundred
 * labels on a hundred slices would be gigabytes.
 */
export interface DrawnRuns {
  readonly slice: number;
  readonly runs: Uint32Array;
}

/** The same as the engine takes it. @param voxels of the plane */
export function drawnSlice({ slice, runs }: DrawnRuns, voxels: number): DrawnSlice {
  const mask = new Uint8Array(voxels);
  setRuns(mask, runs, 1);
  return { slice, mask };
}

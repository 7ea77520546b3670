import type { LabelPlane } from './maskFingerprint';

/** Where a label value is on a plane: first voxel and voxel after the last of every run, one after the other. */
export function runsOf(plane: LabelPlane, value: number): Uint32Array {
  const ends: number[] = [];
  for (let at = 0; at < plane.length; at++) {
    if (plane[at] !== value) continue;
    const start = at;
    while (at < plane.length && plane[at] === value) at++;
    ends.push(start, at);
  }
  return Uint32Array.from(ends);
}

/** Sets a label value on the voxels of the runs. */
export function setRuns(plane: LabelPlane, runs: Uint32Array, value: number): void {
  for (let n = 0; n < runs.length; n += 2) plane.fill(value, runs[n], runs[n + 1]);
}

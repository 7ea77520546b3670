import type { LabelPlane } from './maskFingerprint';

/** Where each label value but 0 is on a plane: first voxel and voxel after the last of every run, one after the other. */
export function runsByValue(plane: LabelPlane): Map<number, Uint32Array> {
  const ends = new Map<number, number[]>();
  for (let at = 0; at < plane.length;) {
    const value = plane[at];
    const start = at;
    while (at < plane.length && plane[at] === value) at++;
    if (value === 0) continue;
    const known = ends.get(value);
    if (known) known.push(start, at);
    else ends.set(value, [start, at]);
  }
  return new Map([...ends].map(([value, runs]) => [value, Uint32Array.from(runs)]));
}

/** The runs of labels that are spread over several planes of one slice: what is set in any of them. */
export function mergedRuns(planes: readonly ReadonlyMap<number, Uint32Array>[]): Map<number, Uint32Array> {
  const merged = new Map<number, Uint32Array>();
  for (const plane of planes) {
    for (const [value, runs] of plane) {
      const known = merged.get(value);
      merged.set(value, known ? union(known, runs) : runs);
    }
  }
  return merged;
}

function union(a: Uint32Array, b: Uint32Array): Uint32Array {
  const pairs = [a, b]
    .flatMap((runs) => Array.from({ length: runs.length / 2 }, (_, n) => [runs[2 * n], runs[2 * n + 1]]))
    .sort(([first], [second]) => first - second);
  const ends: number[] = [];
  for (const [start, end] of pairs) {
    const last = ends.length - 1;
    if (last > 0 && start <= ends[last]) ends[last] = Math.max(ends[last], end);
    else ends.push(start, end);
  }
  return Uint32Array.from(ends);
}

/** Whether two labels share a voxel. */
export function runsOverlap(a: Uint32Array, b: Uint32Array): boolean {
  for (let n = 0, m = 0; n < a.length && m < b.length;) {
    if (a[n + 1] <= b[m]) n += 2;
    else if (b[m + 1] <= a[n]) m += 2;
    else return true;
  }
  return false;
}

/** Sets a label value on the voxels of the runs. */
export function setRuns(plane: LabelPlane, runs: Uint32Array, value: number): void {
  for (let n = 0; n < runs.length; n += 2) plane.fill(value, runs[n], runs[n + 1]);
}

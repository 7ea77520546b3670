/** Labels of a volume: (k * rows + j) * columns + i, 0 for background. */
export type Labelmap = Uint8Array | Uint16Array;

/** Two segments that share voxels. */
export interface Overlap {
  readonly first: number;
  readonly second: number;
  readonly voxels: number;
}

/** Which segments share voxels, where the segments of one volume are spread over several labelmaps. */
export function findOverlaps(labelmaps: readonly Labelmap[]): Overlap[] {
  const counts = new Map<string, number>();
  labelmaps.forEach((labels, index) => {
    for (const other of labelmaps.slice(index + 1)) {
      for (let voxel = 0; voxel < labels.length; voxel++) {
        const [a, b] = [labels[voxel], other[voxel]];
        if (a === 0 || b === 0 || a === b) continue;
        const key = a < b ? `${a} ${b}` : `${b} ${a}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  });
  return Array.from(counts, ([key, voxels]) => {
    const [first, second] = key.split(' ').map(Number);
    return { first, second, voxels };
  }).sort((a, b) => a.first - b.first || a.second - b.second);
}

/** One labelmap out of several whose segments do not overlap; a single one is returned as it is. */
export function mergedLabelmap(labelmaps: readonly Labelmap[]): Labelmap {
  const [first, ...more] = labelmaps;
  if (more.length === 0) return first;
  const wide = labelmaps.some((labels) => labels instanceof Uint16Array);
  const merged = wide ? Uint16Array.from(first) : Uint8Array.from(first);
  for (const labels of more) {
    for (let voxel = 0; voxel < labels.length; voxel++)
      if (labels[voxel] !== 0) merged[voxel] = labels[voxel];
  }
  return merged;
}

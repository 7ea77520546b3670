/**
 * Segments of a volume that may overlap: a labelmap, and further ones for voxels that belong to more than one segment.
 */
export class LabelLayers {
  private readonly layers: Uint16Array[];
  /** Voxels that belong to another segment, too, counted once for each further segment. */
  overlapping = 0;

  constructor(private readonly voxels: number) {
    this.layers = [new Uint16Array(voxels)];
  }

  /** Adds a voxel to a segment; the segment that had it first keeps it in the first labelmap. */
  add(voxel: number, segment: number): void {
    for (const layer of this.layers) {
      if (layer[voxel] === segment) return;
      if (layer[voxel] === 0) {
        if (layer !== this.layers[0]) this.overlapping++;
        layer[voxel] = segment;
        return;
      }
    }
    const layer = new Uint16Array(this.voxels);
    layer[voxel] = segment;
    this.overlapping++;
    this.layers.push(layer);
  }

  /** The labelmap, and those of the voxels that belong to further segments. */
  build(): { labelmap: Uint16Array; overlays: readonly Uint16Array[] } {
    const [labelmap, ...overlays] = this.layers;
    return { labelmap, overlays };
  }
}

/**
 * One segment alone.
 *
 * @param labels the segments as a labelmap and overlays, as `readSeg` gives them
 * @returns 1 where the segment is, on the grid of the labelmap
 */
export function segmentMask(
  { labelmap, overlays }: { readonly labelmap: Uint16Array; readonly overlays: readonly Uint16Array[] },
  segment: number,
): Uint8Array {
  const mask = new Uint8Array(labelmap.length);
  for (const layer of [labelmap, ...overlays]) {
    for (let voxel = 0; voxel < mask.length; voxel++) if (layer[voxel] === segment) mask[voxel] = 1;
  }
  return mask;
}

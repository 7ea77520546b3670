import type { LabelPlane } from './maskFingerprint';

/** Where a segment lives: the layer of its segmentation and its label value there. */
export interface Placement {
  readonly layer: number;
  readonly value: number;
}

/** What a segment shall hold on a slice, non-zero = object, rows × columns. */
export interface SliceWrite {
  readonly place: Placement;
  readonly mask: Uint8Array;
}

/** The voxels of one layer of a slice that were changed, with what they held and what they hold afterwards. */
export interface LayerChange {
  readonly layer: number;
  readonly indices: Uint32Array;
  readonly before: Uint16Array;
  readonly after: Uint16Array;
}

/**
 * Makes a slice show the masks: each segment's earlier voxels outside its mask are cleared, then free voxels inside it are
 * set. A voxel of any other segment is left alone, in all layers, unless `mayTake` gives it away.
 *
 * @param planes the slice's layers, changed in place
 * @returns what was changed, layers without a change left out
 */
export function writeSlice(
  planes: readonly LabelPlane[],
  writes: readonly SliceWrite[],
  mayTake: (held: Placement) => boolean = () => false,
): LayerChange[] {
  const before = planes.map((plane) => plane.slice());
  for (const { place, mask } of writes) {
    const plane = planes[place.layer];
    if (mask.length !== plane.length) {
      throw new RangeError(`mask of ${mask.length} voxels for a slice of ${plane.length}`);
    }
    for (let n = 0; n < mask.length; n++) if (plane[n] === place.value && !mask[n]) plane[n] = 0;
  }
  for (const { place, mask } of writes) {
    const own = planes[place.layer];
    const isFree = (n: number) =>
      planes.every((plane, layer) => plane[n] === 0 || mayTake({ layer, value: plane[n] }));
    for (let n = 0; n < mask.length; n++) {
      if (!mask[n] || own[n] === place.value || !isFree(n)) continue;
      for (const plane of planes) plane[n] = 0;
      own[n] = place.value;
    }
  }
  return planes.flatMap((plane, layer) => differences(layer, before[layer], plane) ?? []);
}

/**
 * Puts a change into (`'after'`) or takes it out of (`'before'`) a slice. Voxels that somebody else has changed since
 * are left alone.
 * @returns how many voxels were set
 */
export function applyChange(plane: LabelPlane, change: LayerChange, target: 'before' | 'after'): number {
  const from = target === 'after' ? change.before : change.after;
  const to = target === 'after' ? change.after : change.before;
  let count = 0;
  for (let n = 0; n < change.indices.length; n++) {
    const index = change.indices[n];
    if (plane[index] !== from[n]) continue;
    plane[index] = to[n];
    count++;
  }
  return count;
}

/** Two changes of one layer of a slice, one after the other, as a single one. */
export function mergedChange(first: LayerChange, second: LayerChange): LayerChange {
  const before = new Map<number, number>();
  const after = new Map<number, number>();
  for (const { indices, before: was, after: is } of [first, second]) {
    indices.forEach((index, n) => {
      if (!before.has(index)) before.set(index, was[n]);
      after.set(index, is[n]);
    });
  }
  const indices = [...before.keys()].filter((index) => before.get(index) !== after.get(index));
  return {
    layer: first.layer,
    indices: Uint32Array.from(indices),
    before: Uint16Array.from(indices, (index) => before.get(index)!),
    after: Uint16Array.from(indices, (index) => after.get(index)!),
  };
}

function differences(layer: number, was: LabelPlane, is: LabelPlane): LayerChange | null {
  const indices: number[] = [];
  for (let n = 0; n < is.length; n++) if (is[n] !== was[n]) indices.push(n);
  if (indices.length === 0) return null;
  return {
    layer,
    indices: Uint32Array.from(indices),
    before: Uint16Array.from(indices, (n) => was[n]),
    after: Uint16Array.from(indices, (n) => is[n]),
  };
}

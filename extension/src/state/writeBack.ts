import type { LabelPlane } from './maskFingerprint';

/** The voxels of one slice that a result changes, with what they held and what they hold afterwards. */
export interface SliceChange {
  readonly indices: Uint32Array;
  readonly before: Uint16Array;
  readonly after: Uint16Array;
}

export interface WriteBackRules {
  /** Label value of the segment that is written. */
  readonly labelValue: number;
  /** Voxels (non-zero) held by segments in other layers of the segmentation, rows × columns. */
  readonly takenElsewhere?: Uint8Array;
}

/**
 * What has to change on a slice so that it shows `mask` for one segment: its earlier voxels outside the mask are
 * cleared, free voxels inside the mask are set. A voxel of another segment is never touched.
 */
export function sliceChange(current: LabelPlane, mask: Uint8Array, rules: WriteBackRules): SliceChange {
  const { labelValue, takenElsewhere } = rules;
  if (mask.length !== current.length) {
    throw new RangeError(`mask of ${mask.length} voxels for a slice of ${current.length}`);
  }
  const indices: number[] = [];
  const after: number[] = [];
  for (let index = 0; index < mask.length; index++) {
    const held = current[index];
    if (mask[index] !== 0) {
      if (held !== 0 || takenElsewhere?.[index]) continue;
      indices.push(index);
      after.push(labelValue);
    } else if (held === labelValue) {
      indices.push(index);
      after.push(0);
    }
  }
  return {
    indices: Uint32Array.from(indices),
    before: Uint16Array.from(indices, (index) => current[index]),
    after: Uint16Array.from(after),
  };
}

/**
 * Puts a change into (`'after'`) or takes it out of (`'before'`) a slice. Voxels that somebody else has changed since
 * are left alone.
 * @returns how many voxels were set
 */
export function applyChange(plane: LabelPlane, change: SliceChange, target: 'before' | 'after'): number {
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

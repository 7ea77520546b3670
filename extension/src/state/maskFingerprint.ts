/** What is known of one segment on one slice without keeping the mask: its size and a hash of its shape. */
export interface MaskFingerprint {
  /** Voxels of the segment on the slice. */
  readonly voxels: number;
  /** Hash of the voxels' places; equal masks have equal hashes, '' for an empty mask. */
  readonly hash: string;
}

export const EMPTY_MASK: MaskFingerprint = { voxels: 0, hash: '' };

/** Native label values of one slice, rows × columns; each voxel holds 0 or the label value of a segment. */
export type LabelPlane = Uint8Array | Uint16Array | Int16Array | Float32Array;

/** Size and hash of the voxels that hold `labelValue`. */
export function maskFingerprint(plane: LabelPlane, labelValue: number): MaskFingerprint {
  return maskFingerprints(plane, [labelValue])[0];
}

/**
 * Size and hash (FNV-1a over the places) of the voxels of several label values, in one pass.
 *
 * Planes are mostly empty and every slice is looked at after each stroke, so for bytes four voxels are tested at once.
 */
export function maskFingerprints(plane: LabelPlane, labelValues: readonly number[]): MaskFingerprint[] {
  const voxels = labelValues.map(() => 0);
  const hashes = labelValues.map(() => 0x811c9dc5);
  const placeOf = new Map(labelValues.map((value, n) => [value, n]));
  const visit = (index: number) => {
    const held = plane[index];
    if (held === 0) return;
    const n = placeOf.get(held);
    if (n === undefined) return;
    voxels[n]++;
    hashes[n] = Math.imul(hashes[n] ^ index, 0x01000193);
  };
  if (plane instanceof Uint8Array && plane.byteOffset % 4 === 0) {
    const words = new Uint32Array(plane.buffer, plane.byteOffset, plane.length >> 2);
    for (let word = 0; word < words.length; word++) {
      if (words[word] === 0) continue;
      for (let index = word * 4; index < word * 4 + 4; index++) visit(index);
    }
    for (let index = words.length * 4; index < plane.length; index++) visit(index);
  } else {
    for (let index = 0; index < plane.length; index++) visit(index);
  }
  return voxels.map((count, n) =>
    count === 0 ? EMPTY_MASK : { voxels: count, hash: `${count}:${(hashes[n] >>> 0).toString(36)}` },
  );
}

/** The voxels that hold `labelValue` as a mask of zeros and ones, rows × columns. */
export function maskOf(plane: LabelPlane, labelValue: number): Uint8Array {
  const mask = new Uint8Array(plane.length);
  for (let index = 0; index < plane.length; index++) if (plane[index] === labelValue) mask[index] = 1;
  return mask;
}

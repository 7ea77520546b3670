import { addPatch, patchOf, visitPatch, type SoftPatch } from '../mask/SoftPatch';
import { harden } from '../mask/softMask';

interface Claim {
  readonly segment: number;
  /** Soft values of the voxels that the segment holds, zero elsewhere. */
  readonly held: SoftPatch | null;
}

/**
 * Who holds which voxel when several segments are propagated together. A drawn voxel belongs to whoever drew it; elsewhere
 * the larger soft value (the larger logit) wins, on a tie the segment that comes first in the request. The outcome does
 * not depend on the order in which the segments arrive.
 */
export class SharedSlices {
  private readonly claims = new Map<number, Claim[]>();

  /**
   * @param drawn masks that nobody may touch, by slice, with the segment that drew them
   * @param standing soft values of segments that do not arrive on a slice and are entered there before the first that does
   */
  constructor(
    private readonly columns: number,
    private readonly rows: number,
    private readonly drawn: readonly {
      readonly segment: number;
      readonly slice: number;
      readonly mask: Uint8Array;
    }[],
    private readonly standing: (
      slice: number,
    ) => readonly { readonly segment: number; readonly soft: SoftPatch }[] = () => [],
  ) {}

  /**
   * Enters a segment's result on a slice.
   * @param mask changed in place: loses the voxels that belong to others
   * @returns masks of the segments that were entered on this slice before, as they are now
   */
  claim(
    segment: number,
    slice: number,
    mask: Uint8Array,
    soft: Float32Array,
  ): { segment: number; mask: Uint8Array }[] {
    for (const other of this.claims.has(slice) ? [] : this.standing(slice)) {
      const plane = new Float32Array(mask.length);
      addPatch(plane, this.columns, other.soft, 1);
      this.enter(other.segment, slice, harden(plane), plane);
    }
    const earlier = this.enter(segment, slice, mask, soft);
    return earlier.map((claim) => ({ segment: claim.segment, mask: this.maskOf(claim) }));
  }

  /** @returns the claims that were there before */
  private enter(segment: number, slice: number, mask: Uint8Array, soft: Float32Array): Claim[] {
    for (const other of this.drawn) {
      if (other.slice !== slice || other.segment === segment) continue;
      for (let p = 0; p < mask.length; p++) if (other.mask[p]) mask[p] = 0;
    }
    const earlier = (this.claims.get(slice) ?? []).filter((claim) => claim.segment !== segment);
    for (const claim of earlier) this.contest(claim, segment, mask, soft);
    const held = soft.map((value, p) => (mask[p] ? value : 0));
    this.claims.set(slice, [...earlier, { segment, held: patchOf(held, this.columns, this.rows) }]);
    return earlier;
  }

  private contest(earlier: Claim, segment: number, mask: Uint8Array, soft: Float32Array): void {
    const { held } = earlier;
    if (!held) return;
    visitPatch(held, this.columns, (pixel, at) => {
      if (held.data[at] === 0 || !mask[pixel]) return;
      const wins =
        soft[pixel] > held.data[at] || (soft[pixel] === held.data[at] && segment < earlier.segment);
      if (wins) held.data[at] = 0;
      else mask[pixel] = 0;
    });
  }

  private maskOf({ held }: Claim): Uint8Array {
    const mask = new Uint8Array(this.columns * this.rows);
    if (held) visitPatch(held, this.columns, (pixel, at) => (mask[pixel] = held.data[at] > 0 ? 1 : 0));
    return mask;
  }
}

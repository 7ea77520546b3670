import type { SliceResult } from '@few-shot-lms/engine';
import { lockedSlices, type SegmentTask } from '../support/support';

/** Soft values are kept in 16 bits: half the memory, and a difference below 1/65535 decides nothing. */
const SOFT_SCALE = 65535;

/** Two segments that were drawn over each other. */
export interface DrawnOverlap {
  /** Label of the earlier segment. */
  readonly first: number;
  readonly second: number;
  readonly voxels: number;
  /** Those of them that the label volume shows as `first`: all, unless a third segment has some. */
  readonly lost: number;
}

/**
 * One label volume out of several segments that were propagated one by one.
 *
 * Where segments meet the larger soft value wins, the earlier segment on a tie; a voxel that was drawn or is kept is
 * never taken away. The segment that lost keeps the voxel in an overlay if the two were drawn over each other, as an organ
 * and its lesion are.
 */
export class LabelMerger {
  /** Column fastest, then row, then slice; 0 = background. */
  readonly labels: Uint16Array;
  /** Further volumes, for voxels that more than one segment has. */
  readonly overlays: Uint16Array[] = [];
  readonly #sliceSize: number;
  readonly #drawn = new Map<number, Uint8Array>();
  readonly #soft = new Map<number, Uint16Array>();
  readonly #drawnOverlaps = new Map<string, DrawnOverlap>();

  /** @param sliceSize voxels of a slice: rows × columns */
  constructor(sliceSize: number, slices: number, tasks: readonly SegmentTask[]) {
    this.#sliceSize = sliceSize;
    this.labels = new Uint16Array(sliceSize * slices);
    for (const task of tasks) this.#addDrawn(task);
  }

  /** Complete from the start. */
  get drawnOverlaps(): DrawnOverlap[] {
    return [...this.#drawnOverlaps.values()];
  }

  #addDrawn(task: SegmentTask): void {
    const { label } = task;
    for (const { slice, mask } of lockedSlices(task)) {
      const drawn = this.#drawn.get(slice) ?? new Uint8Array(this.#sliceSize);
      this.#drawn.set(slice, drawn);
      for (let n = 0; n < mask.length; n++) {
        if (!mask[n]) continue;
        drawn[n] = 1;
        const voxel = slice * this.#sliceSize + n;
        this.#segmentsAt(voxel).forEach((other, place) => this.#countOverlap(other, label, place === 0));
        this.#share(voxel, label, false);
      }
    }
  }

  /** Adds one propagated slice of the segment with this label. */
  add(label: number, result: SliceResult): void {
    if (result.status !== 'propagated') return;
    const start = result.slice * this.#sliceSize;
    const drawn = this.#drawn.get(result.slice);
    const soft = this.#soft.get(result.slice) ?? new Uint16Array(this.#sliceSize);
    this.#soft.set(result.slice, soft);
    for (let n = 0; n < this.#sliceSize; n++) {
      if (!result.mask[n]) continue;
      const value = Math.round(result.soft[n] * SOFT_SCALE);
      const wins = !drawn?.[n] && (this.labels[start + n] === 0 || value > soft[n]);
      if (wins) soft[n] = value;
      this.#share(start + n, label, wins);
    }
  }

  /** Gives a voxel to one more segment, before or behind those that have it; which of them keep it depends on the first. */
  #share(voxel: number, label: number, wins: boolean): void {
    if (this.labels[voxel] === 0) {
      this.labels[voxel] = label;
      return;
    }
    const here = this.#segmentsAt(voxel);
    const [winner, ...others] = wins ? [label, ...here] : [...here, label];
    const kept = others.filter((other) => this.#drawnOverlaps.has(pairOf(winner, other)));
    while (this.overlays.length < kept.length) this.overlays.push(new Uint16Array(this.labels.length));
    this.labels[voxel] = winner;
    this.overlays.forEach((overlay, n) => (overlay[voxel] = kept[n] ?? 0));
  }

  /** The one in the label volume first. */
  #segmentsAt(voxel: number): number[] {
    if (this.labels[voxel] === 0) return [];
    return [this.labels, ...this.overlays].map((volume) => volume[voxel]).filter((label) => label !== 0);
  }

  #countOverlap(first: number, second: number, lost: boolean): void {
    const pair = pairOf(first, second);
    const known = this.#drawnOverlaps.get(pair) ?? { first, second, voxels: 0, lost: 0 };
    const { voxels } = known;
    this.#drawnOverlaps.set(pair, { ...known, voxels: voxels + 1, lost: known.lost + (lost ? 1 : 0) });
  }
}

function pairOf(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

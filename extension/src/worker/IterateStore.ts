import type { SliceIterates } from '@few-shot-lms/engine';
import { BoundedMap } from './BoundedMap';

/** Some four hundred slices of a model with two stages. */
const MOST_BYTES = 48 * 1024 * 1024;

/** Steps whose pictures are not worked out yet; until then each holds some 300 KB of the network's own numbers. */
const MOST_WAITING = 64;

/**
 * Explanations of the slices that runs have done, the newest of each slice; above the limit the oldest are dropped. Pictures
 * are worked out when somebody looks or when there is time (`workOutOne`), not while a run waits for them.
 */
export class IterateStore {
  private readonly kept: BoundedMap<SliceIterates>;
  private readonly waiting = new Map<string, () => SliceIterates>();

  constructor(mostBytes = MOST_BYTES) {
    this.kept = new BoundedMap(mostBytes, bytesOf);
  }

  put(segmentKey: string, slice: number, iterates: (() => SliceIterates) | undefined): void {
    const key = keyOf(segmentKey, slice);
    this.waiting.delete(key);
    this.kept.delete(key);
    if (!iterates) return;
    this.waiting.set(key, iterates);
    if (this.waiting.size > MOST_WAITING) this.workOutOne();
  }

  get(segmentKey: string, slice: number): SliceIterates | null {
    const key = keyOf(segmentKey, slice);
    this.workOut(key);
    return this.kept.get(key) ?? null;
  }

  /** Works out the pictures of the slice that has waited longest. @returns false if none waits */
  workOutOne(): boolean {
    const [key] = this.waiting.keys();
    if (key === undefined) return false;
    this.workOut(key);
    return true;
  }

  clear(): void {
    this.kept.clear();
    this.waiting.clear();
  }

  private workOut(key: string): void {
    const pictures = this.waiting.get(key);
    if (!pictures) return;
    this.waiting.delete(key);
    this.kept.put(key, pictures());
  }
}

function keyOf(segmentKey: string, slice: number): string {
  return `${segmentKey} ${slice}`;
}

function bytesOf({ planes }: SliceIterates): number {
  return Object.values(planes).reduce((sum, { data }) => sum + data.byteLength, 0);
}

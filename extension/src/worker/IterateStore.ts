import type { SliceIterates } from '@few-shot-lms/engine';

/** Some two hundred slices of a model with two stages. */
const MOST_BYTES = 48 * 1024 * 1024;

/** Explanations of the slices that runs have done, the newest of each slice; above the limit the oldest are dropped. */
export class IterateStore {
  private readonly kept = new Map<string, SliceIterates>();
  private bytes = 0;

  constructor(private readonly mostBytes = MOST_BYTES) {}

  put(segmentKey: string, slice: number, iterates: SliceIterates | undefined): void {
    const key = `${segmentKey} ${slice}`;
    this.drop(key);
    if (!iterates) return;
    this.kept.set(key, iterates);
    this.bytes += bytesOf(iterates);
    while (this.bytes > this.mostBytes) this.drop(this.kept.keys().next().value!);
  }

  get(segmentKey: string, slice: number): SliceIterates | null {
    return this.kept.get(`${segmentKey} ${slice}`) ?? null;
  }

  clear(): void {
    this.kept.clear();
    this.bytes = 0;
  }

  private drop(key: string): void {
    const former = this.kept.get(key);
    if (!former) return;
    this.kept.delete(key);
    this.bytes -= bytesOf(former);
  }
}

function bytesOf({ planes }: SliceIterates): number {
  return Object.values(planes).reduce((sum, { data }) => sum + data.byteLength, 0);
}

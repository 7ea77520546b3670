import type { SliceIterates } from '@few-shot-lms/engine';
import { BoundedMap } from './BoundedMap';
import type { SliceOfRun } from './SliceOfRun';

/** Some four hundred slices of a model with two stages. */
const MOST_BYTES = 48 * 1024 * 1024;

/** Steps whose pictures are not worked out yet; until then each holds some 300 KB of the network's own numbers. */
const MOST_WAITING = 64;

/**
 * Explanations of the slices that runs have done, on whatever series, the newest of each slice; above the limit the oldest are dropped. Pictures
 * are worked out when somebody looks or when there is time (`workOutOne`), not while a run waits for them.
 */
export class IterateStore {
  private readonly kept: BoundedMap<{ readonly token: string; readonly iterates: SliceIterates }>;
  private readonly waiting = new Map<
    string,
    { readonly token: string; readonly pictures: () => SliceIterates }
  >();

  constructor(mostBytes = MOST_BYTES) {
    this.kept = new BoundedMap(mostBytes, ({ iterates }) => bytesOf(iterates));
  }

  put(name: SliceOfRun, pictures: (() => SliceIterates) | undefined): void {
    const key = keyOf(name);
    this.waiting.delete(key);
    this.kept.delete(key);
    if (!pictures) return;
    this.waiting.set(key, { token: name.token, pictures });
    if (this.waiting.size > MOST_WAITING) this.workOutOne();
  }

  /** Null if they are not kept any more, or come from another run. */
  get(name: SliceOfRun): SliceIterates | null {
    const key = keyOf(name);
    this.workOut(key);
    const found = this.kept.get(key);
    return found?.token === name.token ? found.iterates : null;
  }

  /** Works out the pictures of the slice that has waited longest. @returns false if none waits */
  workOutOne(): boolean {
    const [key] = this.waiting.keys();
    if (key === undefined) return false;
    this.workOut(key);
    return true;
  }

  private workOut(key: string): void {
    const found = this.waiting.get(key);
    if (!found) return;
    this.waiting.delete(key);
    this.kept.put(key, { token: found.token, iterates: found.pictures() });
  }
}

function keyOf({ segmentKey, slice }: SliceOfRun): string {
  return `${segmentKey} ${slice}`;
}

function bytesOf({ planes }: SliceIterates): number {
  return Object.values(planes).reduce((sum, { data }) => sum + data.byteLength, 0);
}

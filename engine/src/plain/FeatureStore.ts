import type { Features } from './plainSupport';

/** 256 slices of 512 channels on 32 × 32 cells. */
export const DEFAULT_FEATURE_BYTES = 512 * 2 ** 20;

/** Walks of one run take turns; what they touched this recently the next of them is about to ask for. */
const RECENT = 12;

/** What deserves to stay in memory. */
export interface FeatureInterest {
  /** Slice that the user looks at; null where nobody looks: the longest unused goes first then. */
  readonly viewed: number | null;
  /** Slices drawn for the latest run on the volumes in view: never dropped. */
  readonly supports: ReadonlySet<number>;
  /** Volumes in view; slices of others go before any of theirs. Null: all of them. */
  readonly volumes: ReadonlySet<number> | null;
}

interface Kept {
  readonly volume: number;
  readonly slice: number;
  readonly features: Features;
}

/**
 * Features of one model's encoder, bounded in bytes and shared by all labels and runs. Above the bound slices of volumes out
 * of view go first, the longest unused of them, then the slice farthest from the viewed one, never a support nor the slice
 * that has just come; with many supports the bound can be too small for what must stay, and is exceeded by that.
 */
export class FeatureStore {
  /** In the order of the last use. */
  private readonly kept = new Map<string, Kept>();
  private interest: FeatureInterest = { viewed: null, supports: new Set(), volumes: null };
  private total = 0;

  constructor(private mostBytes = DEFAULT_FEATURE_BYTES) {}

  get bytes(): number {
    return this.total;
  }

  /** Of the volumes in view alone. */
  get bytesInView(): number {
    return [...this.kept.values()].reduce((sum, kept) => sum + (this.inView(kept) ? sizeOf(kept) : 0), 0);
  }

  /** Changes the bound, and drops what is above the new one. */
  limit(mostBytes: number): void {
    this.mostBytes = mostBytes;
    this.shrink(null, 0);
  }

  /** Says what deserves to stay from now on; what is left out stays as it was. */
  focus(interest: Partial<FeatureInterest>): void {
    this.interest = { ...this.interest, ...interest };
  }

  has(volume: number, slice: number): boolean {
    return this.kept.has(keyOf(volume, slice));
  }

  get(volume: number, slice: number): Features | undefined {
    const key = keyOf(volume, slice);
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.features;
  }

  /** Keeps what a run needs: what it used last is not dropped while something else can be. */
  put(volume: number, slice: number, features: Features): void {
    this.add({ volume, slice, features });
    this.shrink(keyOf(volume, slice), RECENT);
  }

  /** Keeps what was made before anybody asked: distance from the viewed slice alone decides what makes room for it. */
  putAhead(volume: number, slice: number, features: Features): void {
    this.add({ volume, slice, features });
    this.shrink(keyOf(volume, slice), 0);
  }

  /** Whether features of so many bytes would stay: there is room, or a slice farther from the viewed one can go. */
  admits(slice: number, bytes: number): boolean {
    if (this.total + bytes <= this.mostBytes) return true;
    let freed = 0;
    for (const kept of this.kept.values()) {
      if (this.mayGo(kept) && this.distance(kept) > this.distanceInView(slice)) freed += sizeOf(kept);
    }
    return this.total - freed + bytes <= this.mostBytes;
  }

  /** The slices of a volume that are there, the longest unused first. */
  slicesOf(volume: number): number[] {
    return [...this.kept.values()].filter((kept) => kept.volume === volume).map(({ slice }) => slice);
  }

  clear(): void {
    this.kept.clear();
    this.total = 0;
    this.interest = { ...this.interest, supports: new Set() };
  }

  private add(kept: Kept): void {
    this.drop(keyOf(kept.volume, kept.slice));
    this.kept.set(keyOf(kept.volume, kept.slice), kept);
    this.total += sizeOf(kept);
  }

  /** @param spared so many of the latest used go last */
  private shrink(justCame: string | null, spared: number): void {
    while (this.total > this.mostBytes) {
      const candidates = [...this.kept].filter(([key, kept]) => key !== justCame && this.mayGo(kept));
      if (candidates.length === 0) return;
      const recent = new Set([...this.kept.keys()].slice(-spared - 1));
      const isSpared = ([key, kept]: readonly [string, Kept]) =>
        spared > 0 && recent.has(key) && this.inView(kept);
      const others = candidates.filter((candidate) => !isSpared(candidate));
      this.drop(this.farthest(others.length > 0 ? others : candidates));
    }
  }

  /** The first, which is the longest unused, among equals. */
  private farthest(candidates: readonly (readonly [string, Kept])[]): string {
    let [worst] = candidates;
    for (const candidate of candidates) {
      if (this.distance(candidate[1]) > this.distance(worst[1])) worst = candidate;
    }
    return worst[0];
  }

  private inView({ volume }: Kept): boolean {
    return this.interest.volumes?.has(volume) ?? true;
  }

  private mayGo(kept: Kept): boolean {
    return !this.inView(kept) || !this.interest.supports.has(kept.slice);
  }

  /** How little a slice deserves to stay. */
  private distance(kept: Kept): number {
    return this.inView(kept) ? this.distanceInView(kept.slice) : Infinity;
  }

  private distanceInView(slice: number): number {
    const { viewed } = this.interest;
    return viewed === null ? 0 : Math.abs(slice - viewed);
  }

  private drop(key: string): void {
    const former = this.kept.get(key);
    if (!former) return;
    this.kept.delete(key);
    this.total -= sizeOf(former);
  }
}

function keyOf(volume: number, slice: number): string {
  return `${volume} ${slice}`;
}

function sizeOf({ features }: Kept): number {
  return features.data.byteLength;
}

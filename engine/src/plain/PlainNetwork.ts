import type { PlainEntry } from '../model/manifest';
import { releaseAll } from '../model/releaseAll';
import type { FloatTensor, ModelSession } from '../model/runtime';
import type { SliceSource } from '../propagation/SliceSource';
import type { FeatureShelf } from './FeatureShelf';
import { FeatureStore } from './FeatureStore';
import type { Features, PlainSupport } from './plainSupport';
import { PlainVolume, type FeatureTally } from './PlainVolume';

/** What the network answers for one slice, all on the grid. */
export interface PlainOutput {
  /** u^0..u^K of the object, [K+1, grid, grid]. */
  readonly u: Float32Array;
  /** v1 and v2 of v^1..v^K, [K, 2, grid, grid]. */
  readonly v: Float32Array;
}

/** The two graphs of a plain model: encoder once a slice, head once a slice and support. */
export class PlainNetwork {
  /** Features in memory, of all volumes. */
  readonly store = new FeatureStore();
  /** Where features are kept beyond that; null: nowhere. */
  shelf: FeatureShelf | null = null;
  private volumes = new WeakMap<SliceSource, PlainVolume>();
  private tallies = new Map<string, FeatureTally>();
  private inView = new Set<number>();
  private volumesMade = 0;

  constructor(
    readonly entry: PlainEntry,
    private readonly encoder: ModelSession,
    private readonly decoder: ModelSession,
  ) {}

  /** The volume behind a source, with the features that are known of it. */
  volumeOf(source: SliceSource): PlainVolume {
    let volume = this.volumes.get(source);
    if (!volume) {
      const tally = this.tallyOf(source);
      volume = new PlainVolume(source, this, tally);
      this.volumes.set(source, volume);
      this.inView.add(tally.volume);
      this.store.focus({ volumes: this.inView });
    }
    return volume;
  }

  /** Says that other volumes come: features of those so far stay only as long as there is room for them. */
  leaveVolumes(): void {
    this.volumes = new WeakMap();
    this.inView = new Set();
    this.store.focus({ volumes: this.inView, supports: new Set() });
  }

  /** Forgets every volume and its features. */
  forgetVolumes(): void {
    this.leaveVolumes();
    this.tallies.clear();
    this.store.clear();
  }

  private tallyOf({ name }: SliceSource): FeatureTally {
    const known = name === undefined ? undefined : this.tallies.get(name);
    const tally = known ?? { volume: this.volumesMade++, encoded: 0, fromShelf: 0 };
    if (name !== undefined) this.tallies.set(name, tally);
    return tally;
  }

  /** @param image z-scored slice, size × size */
  async encode(image: Float32Array): Promise<Features> {
    const { size } = this.entry.plain;
    const answer = await this.encoder.run({ image: { data: image, dims: [1, 1, size, size] } });
    return {
      data: output(answer, 'features').data,
      channels: this.entry.features,
      cells: size / this.entry.stride,
    };
  }

  async head({ data, channels, cells }: Features, support: PlainSupport): Promise<PlainOutput> {
    const rows = this.entry.plain.regions;
    const inputs: Record<string, FloatTensor> = {
      features: { data, dims: [1, channels, cells, cells] },
      prototype: { data: support.prototype, dims: [1, channels] },
    };
    if (rows > 0) {
      inputs['regions'] = { data: support.regions, dims: [1, rows, channels] };
      inputs['valid'] = { data: support.valid, dims: [1, rows] };
    }
    const answer = await this.decoder.run(inputs);
    const u = output(answer, 'u').data;
    if (!u.every(Number.isFinite)) throw new Error('the network answered with numbers that are not finite');
    return { u, v: output(answer, 'v').data };
  }

  /** @throws the first failure, after both were asked to let go */
  release(): Promise<void> {
    return releaseAll([this.encoder, this.decoder]);
  }
}

function output(tensors: Readonly<Record<string, FloatTensor>>, name: string): FloatTensor {
  const found = tensors[name];
  if (!found) throw new Error(`the model file has no output '${name}'`);
  return found;
}

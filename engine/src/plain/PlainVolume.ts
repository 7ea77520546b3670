import type { SliceSource } from '../propagation/SliceSource';
import type { DrawnSlice } from '../volume/volume';
import type { PlainNetwork } from './PlainNetwork';
import { makePlainSupport, type Features, type PlainSupport } from './plainSupport';
import { toSquare } from './square';

/** What has been done for a volume, while it is in view or not. */
export interface FeatureTally {
  /** Tells the volume from others of the network. */
  readonly volume: number;
  /** Runs of the encoder so far. */
  encoded: number;
  /** Slices whose features came from the shelf. */
  fromShelf: number;
}

/** A volume as a plain network sees it: z-scored as a whole, slices as squares, encoded once as long as memory allows. */
export class PlainVolume {
  private known: { readonly mean: number; readonly deviation: number } | undefined;
  private offered: number[] = [];

  constructor(
    readonly source: SliceSource,
    private readonly network: PlainNetwork,
    private readonly tally: FeatureTally,
  ) {}

  /** Slices whose features are in memory. */
  get ready(): number {
    return this.network.store.slicesOf(this.tally.volume).length;
  }

  /** Runs of the encoder so far. */
  get encoded(): number {
    return this.tally.encoded;
  }

  /** Slices whose features came from the shelf. */
  get fromShelf(): number {
    return this.tally.fromShelf;
  }

  has(slice: number): boolean {
    return this.network.store.has(this.tally.volume, slice);
  }

  /** The slice z-scored, size × size. */
  image(slice: number): Float32Array {
    const { mean, deviation } = this.scale;
    const { data, columns, rows } = this.source.unit(slice);
    const scored = Float32Array.from(data, (v) => (v - mean) / deviation);
    return toSquare({ data: scored, columns, rows }, this.network.entry.plain.size);
  }

  async features(slice: number): Promise<Features> {
    const { store } = this.network;
    const known = store.get(this.tally.volume, slice);
    if (known) return known;
    const made = await this.make(slice);
    store.put(this.tally.volume, slice, made);
    return made;
  }

  /** Has the features of a slice ready for whoever asks later. */
  async encodeAhead(slice: number): Promise<void> {
    this.network.store.putAhead(this.tally.volume, slice, await this.make(slice));
  }

  /** Remembers what is in memory for a shelf that was not there when it was made; `shelveOne` carries it out. */
  offerToShelf(): void {
    this.offered = this.network.store.slicesOf(this.tally.volume);
  }

  /** Puts a slice that was offered on the shelf. False when none is left. */
  async shelveOne(): Promise<boolean> {
    const { shelf, store } = this.network;
    const slice = this.offered.pop();
    if (slice === undefined || !shelf) return false;
    const features = store.get(this.tally.volume, slice);
    if (features) await shelf.write(this.name, slice, features);
    return true;
  }

  /** Several drawn slices are one support of as many shots. */
  async support(drawn: readonly DrawnSlice[]): Promise<PlainSupport> {
    const shots = [];
    for (const { slice, mask } of drawn) {
      shots.push({ features: await this.features(slice), mask: this.maskOn(mask) });
    }
    return makePlainSupport(this.network.entry, shots);
  }

  private async make(slice: number): Promise<Features> {
    const { shelf } = this.network;
    const found = await shelf?.read(this.name, slice);
    if (found) {
      this.tally.fromShelf++;
      return found;
    }
    const made = await this.network.encode(this.image(slice));
    this.tally.encoded++;
    await shelf?.write(this.name, slice, made);
    return made;
  }

  private get scale() {
    return (this.known ??= statistics(this.source));
  }

  /** Tells grey values from those of another window, or of images that were exchanged: any other voxel changes it. */
  private get name(): string {
    const { columns, rows, slices } = this.source;
    return `${columns} ${rows} ${slices} ${this.scale.mean} ${this.scale.deviation}`;
  }

  /** A drawn mask on the network's slice; a structure below its resolution keeps the pixel that it covers most. */
  private maskOn(mask: Uint8Array): Float32Array {
    const { columns, rows } = this.source;
    const data = Float32Array.from(mask, (v) => (v ? 1 : 0));
    const soft = toSquare({ data, columns, rows }, this.network.entry.plain.size);
    const most = soft.reduce((a, b) => Math.max(a, b), 0);
    return soft.map((v) => (v >= Math.min(0.5, most) ? 1 : 0));
  }
}

/** Mean and standard deviation of all voxels; 1 for a constant volume. */
function statistics(source: SliceSource): { mean: number; deviation: number } {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let slice = 0; slice < source.slices; slice++) {
    const { data } = source.unit(slice);
    for (let p = 0; p < data.length; p++) {
      sum += data[p];
      squares += data[p] * data[p];
    }
    n += data.length;
  }
  const mean = sum / n;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / n - mean * mean)) || 1 };
}

import type { SliceSource } from '../propagation/SliceSource';
import type { DrawnSlice } from '../volume/volume';
import type { PlainNetwork } from './PlainNetwork';
import { makePlainSupport, type Features, type PlainSupport } from './plainSupport';
import { toSquare } from './square';

/** Features kept, 2 MB each at 512 channels of 32 × 32 cells. */
const KEPT = 48;

/** A volume as a plain network sees it: z-scored as a whole, slices as squares, each encoded once. */
export class PlainVolume {
  private readonly known = new Map<number, Features>();
  private scale: { readonly mean: number; readonly deviation: number } | undefined;

  constructor(
    readonly source: SliceSource,
    private readonly network: PlainNetwork,
  ) {}

  /** The slice z-scored, size × size. */
  image(slice: number): Float32Array {
    const { mean, deviation } = (this.scale ??= statistics(this.source));
    const { data, columns, rows } = this.source.unit(slice);
    const scored = Float32Array.from(data, (v) => (v - mean) / deviation);
    return toSquare({ data: scored, columns, rows }, this.network.entry.plain.size);
  }

  async features(slice: number): Promise<Features> {
    const found = this.known.get(slice) ?? (await this.network.encode(this.image(slice)));
    // Asked for again means kept longer.
    this.known.delete(slice);
    this.known.set(slice, found);
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value!);
    return found;
  }

  /** Several drawn slices are one support of as many shots. */
  async support(drawn: readonly DrawnSlice[]): Promise<PlainSupport> {
    const shots = [];
    for (const { slice, mask } of drawn) {
      shots.push({ features: await this.features(slice), mask: this.maskOn(mask) });
    }
    return makePlainSupport(this.network.entry, shots);
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

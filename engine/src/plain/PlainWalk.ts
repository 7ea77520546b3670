import type { PlainEntry } from '../model/manifest';
import type { Run } from '../propagation/plan';
import { scoresOf } from '../propagation/scores';
import type { SliceSource } from '../propagation/SliceSource';
import { patchOf } from '../mask/SoftPatch';
import { notLookedAt, type Walk, type WalkSlice } from '../propagation/Walk';
import type { DrawnSlice } from '../volume/volume';
import { plainFigures } from './plainFigures';
import { plainIterates } from './plainIterates';
import type { PlainNetwork } from './PlainNetwork';
import type { PlainSupport } from './plainSupport';
import type { PlainVolume } from './PlainVolume';
import { enlarge, fromSquare } from './square';

/**
 * Slices of one drawn slice's run, each predicted from that slice alone: the network does not know where the object was
 * on the neighbour. Order matters to the agreement with the slice before, and to the end: after `patience` refused slices
 * in a row the slices beyond are not looked at.
 */
export class PlainWalk implements Walk {
  private at = 0;
  private before: Uint8Array;
  private refusals = 0;

  private constructor(
    private readonly entry: PlainEntry,
    private readonly network: PlainNetwork,
    private readonly volume: PlainVolume,
    private readonly support: PlainSupport,
    private readonly run: Run,
    private readonly end: number | null,
  ) {
    this.before = support.shots[0].cells;
  }

  /** Encodes the drawn slice. @param end up to this slice an answer counts whatever presence says */
  static async start(
    entry: PlainEntry,
    network: PlainNetwork,
    source: SliceSource,
    drawn: DrawnSlice,
    run: Run,
    end: number | null,
  ): Promise<PlainWalk> {
    const volume = network.volumeOf(source);
    return new PlainWalk(entry, network, volume, await volume.support([drawn]), run, end);
  }

  get done(): boolean {
    return this.at >= this.run.slices.length;
  }

  async advance(): Promise<WalkSlice[]> {
    const slice = this.run.slices[this.at++];
    if (this.refusals >= this.entry.stop.patience && !this.wanted(slice)) return [notLookedAt(slice)];
    const { entry, network, volume, support } = this;
    const { size, grid } = entry.plain;
    const begin = performance.now();
    const features = await volume.features(slice);
    const output = await network.head(features, support);
    const answered = performance.now();
    const last = output.u.slice(-grid * grid);
    const figures = plainFigures(last, features, support, this.before, grid);
    const scores = scoresOf(figures, entry.stop);
    this.before = Uint8Array.from(last, (u) => (u > 0.5 ? 1 : 0));
    const { columns, rows } = volume.source;
    const soft = patchOf(fromSquare(enlarge(last, grid, size), size, columns, rows), columns, rows);
    const refused = scores.presence < entry.stop.threshold && !this.wanted(slice);
    this.refusals = refused ? this.refusals + 1 : 0;
    return [
      {
        slice,
        state: refused ? 'refused' : 'found',
        soft,
        // For an empty slice trust means: how sure it is that the object is not there.
        scores: refused ? { ...scores, trust: 1 - scores.presence } : scores,
        milliseconds: { network: answered - begin, other: performance.now() - answered },
        explain: () => plainIterates(output, volume.image(slice), entry, columns, rows),
      },
    ];
  }

  private wanted(slice: number): boolean {
    if (this.end === null) return false;
    return slice > this.run.support ? slice <= this.end : slice >= this.end;
  }
}

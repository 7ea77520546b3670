import type { PropagationModel } from '../model/load';
import { foldSides, type Side } from './foldSides';
import { gapAt, planRuns, type Run } from './plan';
import type { PreparedVolume } from './PreparedVolume';
import type { JobSlice, SegmentRequest } from './request';
import { SharedSlices } from './SharedSlices';
import { startWalk } from './startWalk';
import { validateSupports, validateVolume } from './validate';
import type { Walk, WalkSlice } from './Walk';

/** A walk that is made when its turn comes: its support costs a run of the encoder. */
interface PlannedWalk {
  readonly segment: number;
  readonly run: Run;
  walk: Walk | undefined;
}

/**
 * Propagates one or several segments of a volume. It does nothing by itself: each `advance` takes one walk one slice
 * further, so that the caller can stop between any two slices, keep the job and go on later as if it had never stopped.
 * Deterministic: the same request gives the same slices in the same order.
 */
export class PropagationJob {
  private readonly walks: PlannedWalk[];
  private readonly wanted: readonly ReadonlySet<number>[];
  private readonly drawn: readonly (readonly number[])[];
  private readonly shared: SharedSlices | null;
  /** First sides of slices between two supports, waiting for the second one, by segment. */
  private readonly halves: readonly Map<number, Side>[];
  private next = 0;

  /** @throws UserError for supports that do not fit the volume */
  constructor(
    private readonly model: PropagationModel,
    private readonly prepared: PreparedVolume,
    private readonly segments: readonly SegmentRequest[],
    private readonly options: { readonly iterates?: boolean } = {},
  ) {
    const { volume } = prepared;
    validateVolume(volume);
    for (const { supports } of segments) validateSupports(volume, supports);
    this.drawn = segments.map(({ supports }) => supports.map(({ slice }) => slice));
    this.wanted = segments.map(({ slices, empty = [] }, n) => {
      const kept = [...this.drawn[n], ...empty];
      return new Set(slices.filter((z) => !kept.includes(z)));
    });
    this.walks = segments.flatMap(({ empty }, segment) =>
      planRuns(this.drawn[segment], [...this.wanted[segment]], empty).map((run) => ({
        segment,
        run,
        walk: undefined,
      })),
    );
    this.halves = segments.map(() => new Map());
    const { columns, rows } = volume.geometry;
    this.shared =
      segments.length > 1
        ? new SharedSlices(
            columns,
            rows,
            segments.flatMap(({ supports }, segment) => supports.map((drawn) => ({ segment, ...drawn }))),
            (slice) => this.standingOn(slice),
          )
        : null;
  }

  /** Slices that will come, over all segments. */
  get planned(): number {
    return this.wanted.reduce((sum, slices) => sum + slices.size, 0);
  }

  get done(): boolean {
    return this.walks.every(isDone);
  }

  /** One step of one walk, in turn. Returns the slices that are decided by it: none, one or several. */
  async advance(): Promise<JobSlice[]> {
    while (!this.done && isDone(this.walks[this.next % this.walks.length])) this.next++;
    if (this.done) return [];
    const planned = this.walks[this.next % this.walks.length];
    planned.walk ??= await this.start(planned);
    const found = await planned.walk.advance();
    this.next++;
    return found.flatMap((slice) => this.decide(planned, slice) ?? []);
  }

  private standingOn(slice: number) {
    return this.segments.flatMap(({ standing }, segment) => {
      const comes = this.wanted[segment].has(slice) || this.drawn[segment].includes(slice);
      const soft = comes ? null : (standing?.(slice) ?? null);
      return soft ? [{ segment, soft }] : [];
    });
  }

  private async start({ segment, run }: PlannedWalk): Promise<Walk> {
    const { supports, atLeast } = this.segments[segment];
    const drawn = supports.find(({ slice }) => slice === run.support)!;
    const side = run.slices[0] > run.support ? ('high' as const) : ('low' as const);
    const outermost = side === 'high' ? Math.max(...this.drawn[segment]) : Math.min(...this.drawn[segment]);
    const end = run.support === outermost ? (atLeast?.[side] ?? null) : null;
    return startWalk(this.model, this.prepared.sourceFor(drawn), supports, run, end);
  }

  /** Null while a slice between two supports waits for its other side, and for slices that nobody wants. */
  private decide({ segment, run }: PlannedWalk, found: WalkSlice): JobSlice | null {
    const { slice } = found;
    if (!this.wanted[segment].has(slice)) return null;
    const { below, above } = gapAt(slice, this.drawn[segment]);
    if (below === null || above === null) return this.finish(segment, slice, [this.sideOf(found, 1)]);
    const distance = (from: number) => this.millimetres(from, slice);
    const opposite = run.support === below ? above : below;
    const side = this.sideOf(found, distance(opposite) / (distance(below) + distance(above)));
    const halves = this.halves[segment];
    const other = halves.get(slice);
    if (!other) {
      halves.set(slice, side);
      return null;
    }
    halves.delete(slice);
    return this.finish(segment, slice, [other, side]);
  }

  private millimetres(a: number, b: number): number {
    const { slicePositions } = this.prepared.volume.geometry;
    return Math.abs(slicePositions[a] - slicePositions[b]);
  }

  private sideOf({ state, soft, scores, milliseconds, explain }: WalkSlice, weight: number): Side {
    return {
      state,
      weight,
      soft,
      scores,
      milliseconds,
      iterates: (this.options.iterates && explain) || undefined,
    };
  }

  private finish(segment: number, slice: number, sides: readonly Side[]): JobSlice {
    const { columns, rows } = this.prepared.volume.geometry;
    const result = foldSides(slice, sides, columns, rows);
    const others = this.shared?.claim(segment, slice, result.mask, result.soft) ?? [];
    return { ...result, segment, others };
  }
}

function isDone({ run, walk }: PlannedWalk): boolean {
  return walk ? walk.done : run.slices.length === 0;
}

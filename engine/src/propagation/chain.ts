import { paste } from '../crop/crop';
import { boxOf, frameAround, type Box } from '../crop/frame';
import { edgeTerm } from '../edge/edgeTerm';
import type { ChainEntry, StopParameters } from '../model/manifest';
import type { DrawnTensors, StepNetwork, StepOutput } from '../model/stepNetwork';
import type { Support } from '../support/support';
import { beforeCourse, courseOn, type CourseSoFar } from './course';
import { figures, type Figures } from './figures';
import { iteratesOf } from './iterates';
import { keepContinuing } from '../mask/keepContinuing';
import type { Run } from './plan';
import { objectSize, type Reach } from './reach';
import { scoresOf } from './scores';
import { beforeFirstStep, historyFigures, oneMore, type SoFar } from './soFar';
import { stepCrops, stepScalars } from './stepInputs';
import { StepWindow } from './StepWindow';
import type { SliceSource } from './SliceSource';
import { patchOf, type SoftPatch } from '../mask/SoftPatch';
import { areaOf, diceOfSoft, harden, mixInto } from '../mask/softMask';
import { notLookedAt, type Walk, type WalkSlice } from './Walk';

/** One slice of one chain, before two chains are fused. */
export interface ChainSlice extends WalkSlice {
  readonly figures: Figures | null;
  readonly output: StepOutput | null;
}

/**
 * Walks slice by slice outward from a drawn slice, each slice's mask being the prior of the next. Stops when `patience`
 * slices in a row are refused by presence, or nothing is left of the mask; the slices beyond are 'beyond-end'.
 */
export class Chain implements Walk {
  private soft: SoftPatch;
  /** Around where it is greater than 1/2, and in how many pixels that is. */
  private box: Box;
  private area: number;
  private previous: number;
  /** The slice before `previous` on the chain's way and its mask. */
  private softBefore: SoftPatch;
  private before: number;
  private soFar: SoFar;
  private course: CourseSoFar | null;
  private at = 0;
  private pending: ChainSlice[] = [];
  private ended = false;
  private readonly stop: StopParameters;

  constructor(
    private readonly entry: ChainEntry,
    private readonly network: StepNetwork,
    private readonly source: SliceSource,
    private readonly support: Support,
    private readonly drawn: DrawnTensors,
    readonly run: Run,
    mask: Uint8Array,
    private readonly reach: Reach,
    /** Up to this slice the walk goes on whatever presence says; null: the stop rule decides alone. */
    private readonly atLeast: number | null = null,
  ) {
    const { several = entry.stop.presence } = entry.stop;
    this.stop = reach.several ? { ...entry.stop, presence: several } : entry.stop;
    const { columns, rows } = source;
    this.soft = patchOf(
      Float32Array.from(mask, (v) => (v ? 1 : 0)),
      columns,
      rows,
    )!;
    this.box = this.soft.box;
    this.area = areaOf(mask);
    this.previous = run.support;
    this.softBefore = this.soft;
    this.before = run.support;
    this.soFar = beforeFirstStep(this.area);
    this.course = entry.stop.course ? beforeCourse(entry.stop.course) : null;
  }

  get done(): boolean {
    return this.at >= this.run.slices.length;
  }

  /** One slice further. Returns the slices that are decided by now, in the chain's order: none, one or several. */
  async advance(): Promise<ChainSlice[]> {
    const slice = this.run.slices[this.at++];
    if (this.ended) return [beyondEnd(slice)];
    const { stop } = this;
    const { crop: limits } = this.entry;
    const last = this.standing();
    const result = await this.step(slice);
    const remains = this.area >= limits.minPixels;
    if (this.mustGoOn(slice)) {
      if (remains) return [result];
      // Nothing was found here: the next slice starts again from the last mask.
      Object.assign(this, last);
      return [asRefused(result)];
    }
    if (remains && result.scores.presence >= stop.threshold) {
      const decided = [...this.pending, result];
      this.pending = [];
      return decided;
    }
    this.pending.push(result);
    this.ended = !remains || this.pending.length >= stop.patience;
    if (!this.ended && !this.done) return [];
    const refused = this.pending.map(asRefused);
    this.pending = [];
    return refused;
  }

  /** What the next step starts from. */
  private standing() {
    const { soft, box, area, previous, softBefore, before, soFar, course } = this;
    return { soft, box, area, previous, softBefore, before, soFar, course };
  }

  private mustGoOn(slice: number): boolean {
    if (this.atLeast === null) return false;
    return slice > this.run.support ? slice <= this.atLeast : slice >= this.atLeast;
  }

  /** The figures of the slice that was added last, with those of the chain's course where the model reads it. */
  private onItsWay(judged: Figures): Figures {
    const { course: parameters } = this.entry.stop;
    if (!parameters || !this.course) return judged;
    const next = courseOn(parameters, this.course, judged);
    this.course = next.soFar;
    return { ...judged, ...next.figures };
  }

  private async step(slice: number): Promise<ChainSlice> {
    const begin = performance.now();
    const { source, support, entry } = this;
    const { spacing } = source;
    const { size, maxSamples } = entry.crop;
    const frame = frameAround(this.box, spacing, entry.crop);
    const window = new StepWindow(frame, this.box, entry.edge, source.columns, source.rows);
    const { columns, rows } = window;
    const beyond = Math.min(Math.max(2 * slice - this.previous, 0), source.slices - 1);
    const unit = window.cut(source.unit(slice));
    const priorSoft = window.within(this.soft);
    const prior = harden(priorSoft.data);
    const priorArea = this.area;
    const edges = edgeTerm(unit, prior, support.gate, entry.edge);
    const crops = stepCrops(
      {
        query: unit,
        neighbour: window.cut(source.unit(this.previous)),
        before: window.cut(source.unit(this.before)),
        beyond: window.cut(source.unit(beyond)),
        prior: priorSoft,
        beforePrior: window.within(this.softBefore),
        edge: { data: edges, columns, rows },
      },
      window.frame,
      support,
      entry,
    );
    const pixel = spacing[0] * spacing[1];
    const stepMm = Math.abs(source.position(slice) - source.position(this.previous));
    const scalars = stepScalars({ prior: priorArea * pixel, drawn: support.areaPixels * pixel }, stepMm);
    const beforeNetwork = performance.now();
    const output = await this.network.step(crops.planes, scalars, this.drawn);
    const afterNetwork = performance.now();
    let soft = paste(output.probability, window.frame, size, maxSamples, columns, rows);
    const accord = diceOfSoft(soft, edges);
    soft = mixInto(soft, edges, output.mix);
    soft = keepContinuing(soft, prior, columns, rows, entry.cleanup.minShare);
    const mask = harden(soft);
    const area = areaOf(mask);
    const largest = Math.max(this.soFar.largest, area);
    const { areaPixels, radius } = objectSize(support.areaPixels, largest, this.reach, pixel);
    const span = Math.abs(source.position(slice) - this.reach.position) / radius;
    const { presence } = output;
    const more = { presence, accord, span, logStep: Math.log(stepMm) };
    const alone = figures(soft, prior, unit, support.table, areaPixels, more);
    this.soFar = oneMore(this.soFar, area, alone);
    const judged = this.onItsWay({ ...alone, ...historyFigures(this.soFar, presence) });
    this.softBefore = this.soft;
    this.before = this.previous;
    this.previous = slice;
    this.area = area;
    const box = boxOf(mask, columns, rows, 0);
    const patch = patchOf(soft, columns, rows);
    const found = patch && { box: window.onSlice(patch.box), data: patch.data };
    // No step starts from an empty mask.
    if (box) this.box = window.onSlice(box);
    if (found) this.soft = found;
    const network = afterNetwork - beforeNetwork;
    return {
      slice,
      state: 'found',
      soft: found,
      figures: judged,
      scores: scoresOf(judged, this.stop),
      milliseconds: { network, other: performance.now() - begin - network },
      output,
      explain: () =>
        iteratesOf(output, { frame, query: crops.query, prior: crops.prior, grey: crops.grey }, size),
    };
  }
}

/** For an empty slice trust means: how sure it is that the object is not there. */
function asRefused(found: ChainSlice): ChainSlice {
  return { ...found, state: 'refused', scores: { ...found.scores, trust: 1 - found.scores.presence } };
}

function beyondEnd(slice: number): ChainSlice {
  return { ...notLookedAt(slice), figures: null, output: null };
}

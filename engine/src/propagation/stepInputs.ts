import { Cutter, type Plane } from '../crop/crop';
import type { Frame } from '../crop/frame';
import type { PLANE_NAMES } from '../model/inputNames';
import type { ChainEntry } from '../model/manifest';
import { likelihoodTable, lookUp } from '../support/likelihood';
import { normalise, type Support } from '../support/support';

/** Slices and soft masks on the native grid that one step is made of; grey values in [0, 1]. */
export interface StepSources {
  readonly query: Plane;
  /** The slice before the query on the chain's way, and the one before that (the drawn slice again at the start). */
  readonly neighbour: Plane;
  readonly before: Plane;
  /** The slice after the query. */
  readonly beyond: Plane;
  /** Soft masks of `neighbour` and `before`. */
  readonly prior: Plane;
  readonly beforePrior: Plane;
  /** The edge term's minimiser on the query. */
  readonly edge: Plane;
}

/** The crops of one step, each size × size. */
export interface StepCrops {
  /** Grey values in [0, 1]. */
  readonly query: Float32Array;
  /** The neighbour's soft mask. */
  readonly prior: Float32Array;
  /** Grey-value evidence of the drawn object, -1 to 1. */
  readonly grey: Float32Array;
  /** All of the network's planes, in the manifest's order. */
  readonly planes: Float32Array;
}

/** Crops everything that the network sees of one step. */
export function stepCrops(
  sources: StepSources,
  frame: Frame,
  support: Support,
  entry: ChainEntry,
): StepCrops {
  const { size, maxSamples } = entry.crop;
  const { columns, rows } = sources.query;
  const cutter = new Cutter(frame, size, maxSamples, columns, rows);
  const planes = new Float32Array(entry.planes.length * size * size);
  const image = (plane: Plane) => cutter.cut(plane.data, 'edge');
  const mask = (plane: Plane, into?: Float32Array) => cutter.cut(plane.data, 'zero', into);
  const scaled = (values: Float32Array, into: Float32Array) =>
    normalise(values, support.mean, support.deviation, into);
  const query = image(sources.query);
  const neighbour = image(sources.neighbour);
  const prior = mask(sources.prior);
  const grey = lookUp(support.table, query);
  const nearby = likelihoodTable(neighbour, prior, entry.evidence);
  const fill: Record<(typeof PLANE_NAMES)[number], (into: Float32Array) => void> = {
    query: (into) => scaled(query, into),
    neighbour: (into) => scaled(neighbour, into),
    beyond: (into) => scaled(image(sources.beyond), into),
    prior: (into) => into.set(prior),
    grey_drawn: (into) => into.set(grey),
    grey_near: (into) => lookUp(nearby, query, into),
    edge: (into) => mask(sources.edge, into),
    before: (into) => scaled(image(sources.before), into),
    before_prior: (into) => mask(sources.beforePrior, into),
  };
  entry.planes.forEach((name, i) => fill[name](planes.subarray(i * size * size, (i + 1) * size * size)));
  return { query, prior, grey, planes };
}

/**
 * Slice distance in cm (at most 3), ln(area of the neighbour's mask / drawn area) within ±3, slice distance over the
 * radius of the disc of the neighbour's area (at most 3).
 *
 * @param areas of the neighbour's mask and the drawn one, mm²; @param stepMm between neighbour and query
 */
export function stepScalars(areas: { prior: number; drawn: number }, stepMm: number): Float32Array {
  const ratio = Math.log((areas.prior + 1) / (areas.drawn + 1));
  const reach = stepMm / Math.sqrt((areas.prior + 1) / Math.PI);
  return Float32Array.of(Math.min(stepMm / 10, 3), Math.min(3, Math.max(-3, ratio)), Math.min(reach, 3));
}

import type { Plane } from '../crop/crop';
import { valueAt } from '../support/likelihood';

/** Figures of one propagated slice, each from what the chain knows; the stop rule and the trust score are made of them. */
export interface Figures {
  /** The network's presence output (logit). */
  readonly presence: number;
  /** Area over the object's (`objectSize`), and over the neighbour's. */
  readonly area: number;
  readonly change: number;
  /** Mean of u inside the mask. */
  readonly confidence: number;
  /** Entropy of u summed over the slice, per mask pixel (nats). */
  readonly entropy: number;
  /** Grey-value evidence inside the mask, and inside minus in its uncertain rim. */
  readonly grey: number;
  readonly contrast: number;
  /** Dice with the neighbour's mask. */
  readonly agreement: number;
  /** Dice of the network's mask with the edge term's. */
  readonly accord: number;
  /** Distance from where the object's middle is thought to be over its radius (`reachOf`, `objectSize`). */
  readonly span: number;
  /** ln of the distance to the slice before, mm: how likely an object ends within a step grows with its length. */
  readonly logStep: number;
  /** The least confidence and the most entropy on the chain's way so far (`SoFar`). */
  readonly leastConfidence: number;
  readonly mostEntropy: number;
  /** How far presence (logit) has come down from its highest on the way. */
  readonly fallen: number;
  /** ln of how many times the area has come back, up to its largest, after the object had shrunk: the most so far. */
  readonly regrowth: number;
  /** Presence (logit) by the chain's whole way, and how far below its highest so far; only where the model has a `course`. */
  readonly course?: number;
  readonly courseFallen?: number;
}

/** What one slice says without the slices before it. */
export type SliceFigures = Omit<
  Figures,
  'leastConfidence' | 'mostEntropy' | 'fallen' | 'regrowth' | 'course' | 'courseFallen'
>;

const RIM = 0.02;
const CERTAIN = 0.005;

/**
 * @param table grey-value evidence of the drawn slice; @param objectPixels area of the object's slice that tells its size
 */
export function figures(
  soft: Float32Array,
  prior: Uint8Array,
  unit: Plane,
  table: Float32Array,
  objectPixels: number,
  more: Pick<Figures, 'presence' | 'accord' | 'span' | 'logStep'>,
): SliceFigures {
  let area = 0;
  let priorArea = 0;
  let both = 0;
  let sum = 0;
  let entropy = 0;
  let grey = 0;
  let rim = 0;
  let rimGrey = 0;
  for (let p = 0; p < soft.length; p++) {
    const u = soft[p];
    if (prior[p]) priorArea++;
    if (u > CERTAIN && u < 1 - CERTAIN) entropy -= u * Math.log(u) + (1 - u) * Math.log(1 - u);
    if (u > 0.5) {
      area++;
      sum += u;
      if (prior[p]) both++;
      grey += valueAt(table, unit.data[p]);
    } else if (u > RIM) {
      rim++;
      rimGrey += valueAt(table, unit.data[p]);
    }
  }
  const inside = area ? grey / area : -1;
  return {
    ...more,
    area: area / Math.max(1, objectPixels),
    change: area / Math.max(1, priorArea),
    confidence: area ? sum / area : 0,
    entropy: entropy / Math.max(1, area),
    grey: inside,
    contrast: inside - (rim ? rimGrey / rim : 0),
    agreement: area + priorArea ? (2 * both) / (area + priorArea) : 1,
  };
}

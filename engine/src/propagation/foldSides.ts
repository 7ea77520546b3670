import { visitPatch, type SoftPatch } from '../mask/SoftPatch';
import type { SliceResult, SliceScores } from './request';
import type { WalkSlice } from './Walk';

/** What one walk found on a slice. */
export interface Side extends Pick<WalkSlice, 'state' | 'scores' | 'milliseconds'> {
  /** Nearness of this side's drawn slice; the values of a slice add up to 1. */
  readonly weight: number;
  /** Null where nothing was found or nobody looked. */
  readonly soft: SoftPatch | null;
  readonly iterates: SliceResult['iterates'];
}

/** The power of trust in a side's share: it must outweigh nearness where one walk has lost the object. */
const TRUST_POWER = 3;

/**
 * One walk's slice, or the mean of two, each weighted by its nearness and its trust. A walk that was refused says "not
 * here"; one that ended before has no say.
 */
export function foldSides(slice: number, met: readonly Side[], columns: number, rows: number): SliceResult {
  const sides = byTrust(met);
  const soft = new Float32Array(columns * rows);
  const mask = new Uint8Array(columns * rows);
  const present = sides.filter((side) => side.state === 'found');
  for (const { weight, soft: patch } of present) {
    if (patch) visitPatch(patch, columns, (pixel, at) => (soft[pixel] += weight * patch.data[at]));
  }
  let area = 0;
  for (let p = 0; p < soft.length; p++) {
    if (soft[p] <= 0.5) continue;
    mask[p] = 1;
    area++;
  }
  if (present.length === 0) {
    const refused = sides.find((side) => side.state === 'refused')?.soft;
    if (refused) visitPatch(refused, columns, (pixel, at) => (soft[pixel] = refused.data[at]));
  }
  const mix = (value: (side: Side) => number) =>
    sides.reduce((sum, side) => sum + side.weight * value(side), 0);
  const score = (name: Exclude<keyof SliceScores, 'reverse'>) => mix(({ scores }) => scores[name]);
  const nearest = sides.reduce((a, b) => (b.weight > a.weight ? b : a));
  const gone = sides.every((side) => side.state === 'beyond-end');
  return {
    slice,
    status: area > 0 ? 'propagated' : gone ? 'beyond-end' : 'absent',
    mask,
    soft,
    scores: {
      presence: score('presence'),
      certainty: score('certainty'),
      agreement: score('agreement'),
      trust: score('trust'),
    },
    milliseconds: {
      network: sides.reduce((sum, { milliseconds }) => sum + milliseconds.network, 0),
      other: sides.reduce((sum, { milliseconds }) => sum + milliseconds.other, 0),
    },
    ...(nearest.iterates ? { iterates: nearest.iterates } : {}),
  };
}

/** The sides with shares that add up to 1 again; nearness alone where nothing is trusted at all. */
function byTrust(sides: readonly Side[]): readonly Side[] {
  const shares = sides.map(({ weight, scores }) => weight * scores.trust ** TRUST_POWER);
  const sum = shares.reduce((a, b) => a + b, 0);
  return sum > 0 ? sides.map((side, n) => ({ ...side, weight: shares[n] / sum })) : sides;
}

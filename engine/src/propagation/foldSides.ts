import { visitPatch, type SoftPatch } from '../mask/SoftPatch';
import type { SliceIterates, SliceResult, SliceScores } from './request';
import type { WalkSlice } from './Walk';

/** What one walk found on a slice. */
export interface Side extends Pick<WalkSlice, 'state' | 'scores' | 'milliseconds'> {
  /** Share of this side in the result; the shares of a slice add up to 1. */
  readonly weight: number;
  /** Null where nothing was found or nobody looked. */
  readonly soft: SoftPatch | null;
  readonly iterates: SliceIterates | undefined;
}

/** One walk's slice, or the distance-weighted mean of two; a walk that ended or was refused counts as zero. */
export function foldSides(slice: number, sides: readonly Side[], columns: number, rows: number): SliceResult {
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

import { addPatch, type SoftPatch } from '../mask/SoftPatch';
import type { Box } from '../crop/frame';
import type { SliceResult, SliceStatus } from './request';
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
  const patches = present.flatMap(({ weight, soft: patch }) => (patch ? [{ weight, patch }] : []));
  for (const { weight, patch } of patches) addPatch(soft, columns, patch, weight);
  let area = 0;
  for (const { patch } of patches) area += hardenIn(patch.box, soft, mask, columns);
  if (present.length === 0) {
    const refused = sides.find((side) => side.state === 'refused')?.soft;
    if (refused) addPatch(soft, columns, refused, 1);
  }
  const score = (name: 'presence' | 'certainty' | 'agreement') =>
    mean(sides, ({ scores }) => scores[name]) ?? 0;
  const way = mean(sides, ({ scores }) => scores.way);
  const foremost = sides.reduce((a, b) => (b.weight > a.weight ? b : a));
  const gone = sides.every((side) => side.state === 'beyond-end');
  const status = area > 0 ? 'propagated' : gone ? 'beyond-end' : 'absent';
  return {
    slice,
    status,
    mask,
    soft,
    scores: {
      presence: score('presence'),
      certainty: score('certainty'),
      agreement: score('agreement'),
      ...(way === null ? {} : { way }),
      trust: trustIn(status, sides),
    },
    milliseconds: {
      network: sides.reduce((sum, { milliseconds }) => sum + milliseconds.network, 0),
      other: sides.reduce((sum, { milliseconds }) => sum + milliseconds.other, 0),
    },
    ...(foremost.iterates ? { iterates: foremost.iterates } : {}),
  };
}

/**
 * Trust is about the outcome: the Dice that those estimate who found what is there, or for an empty slice how sure all are
 * together that the object is absent, which is little where they contradict each other. Nobody has looked beyond the end.
 */
function trustIn(status: SliceStatus, sides: readonly Side[]): number {
  if (status === 'beyond-end') return 0;
  if (status === 'absent') return 1 - (mean(sides, ({ scores }) => scores.presence) ?? 0);
  return mean(sides, ({ state, scores }) => (state === 'found' ? scores.trust : undefined)) ?? 0;
}

/** Weighted mean over the sides that have the value; null if there is none. */
function mean(sides: readonly Side[], value: (side: Side) => number | undefined): number | null {
  let sum = 0;
  let total = 0;
  for (const side of sides) {
    const one = value(side);
    if (one === undefined) continue;
    sum += side.weight * one;
    total += side.weight;
  }
  return total > 0 ? sum / total : null;
}

/** Sets the mask where soft > 1/2 in a box. @returns how many pixels that were not set before */
function hardenIn(box: Box, soft: Float32Array, mask: Uint8Array, columns: number): number {
  let fresh = 0;
  for (let y = box.y0; y <= box.y1; y++) {
    for (let p = y * columns + box.x0; p <= y * columns + box.x1; p++) {
      if (soft[p] <= 0.5 || mask[p]) continue;
      mask[p] = 1;
      fresh++;
    }
  }
  return fresh;
}

/** The sides with shares that add up to 1 again; nearness alone where nothing is trusted at all. */
function byTrust(sides: readonly Side[]): readonly Side[] {
  const shares = sides.map(({ weight, scores }) => weight * scores.trust ** TRUST_POWER);
  const sum = shares.reduce((a, b) => a + b, 0);
  return sum > 0 ? sides.map((side, n) => ({ ...side, weight: shares[n] / sum })) : sides;
}

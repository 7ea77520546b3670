import type { StepOutput } from '../model/stepNetwork';
import type { Frame } from '../crop/frame';
import type { BytePlane, SliceIterates } from './request';

/** The crop that the network saw, on the grid of its size × size planes. */
export interface SeenCrop {
  readonly frame: Frame;
  /** Grey values in [0, 1] under the support's window. */
  readonly query: Float32Array;
  /** The neighbour's soft mask. */
  readonly prior: Float32Array;
  /** Grey-value evidence of the drawn slice, -1 to 1. */
  readonly grey: Float32Array;
}

/**
 * The readable variables of one step: what the network saw (query, prior, grey-value evidence), its prototype evidence
 * (ρ2 - ρ1), u0..uK (soft mask after every stage), v1..vK (dual) and the entropy of u^K in nats.
 */
export function iteratesOf(output: StepOutput, seen: SeenCrop, size: number): SliceIterates {
  const n = size * size;
  const planes: Record<string, BytePlane> = {
    query: toBytes(seen.query, 0, 1),
    prior: toBytes(seen.prior, 0, 1),
    grey: toBytes(seen.grey, -1, 1),
  };
  const unstack = (name: string, from: number, limits?: readonly [number, number]) => {
    const data = output.tensors[name]?.data;
    for (let k = 0; data && k * n < data.length; k++) {
      const plane = data.subarray(k * n, (k + 1) * n);
      planes[`${name}${k + from}`] = toBytes(plane, ...(limits ?? symmetricLimits(plane)));
    }
  };
  const evidence = output.tensors['evidence']?.data;
  if (evidence) planes['evidence'] = toBytes(evidence, ...symmetricLimits(evidence));
  unstack('u', 0, [0, 1]);
  unstack('v', 1);
  const entropy = output.probability.map((u) =>
    u <= 0 || u >= 1 ? 0 : -u * Math.log(u) - (1 - u) * Math.log(1 - u),
  );
  planes['entropy'] = toBytes(entropy, 0, Math.LN2);
  return { frame: seen.frame, size, planes };
}

/** Signed variables keep their zero in the middle. */
export function symmetricLimits(plane: Float32Array): [number, number] {
  let most = 0;
  for (const value of plane) most = Math.max(most, Math.abs(value));
  return [-most, most];
}

export function toBytes(plane: Float32Array, low: number, high: number): BytePlane {
  const scale = high > low ? 255 / (high - low) : 0;
  // Rounds and clamps by itself, and several times as fast as Math.round.
  const data = new Uint8ClampedArray(plane.length);
  for (let i = 0; i < plane.length; i++) data[i] = (plane[i] - low) * scale;
  return { low, high, data: new Uint8Array(data.buffer) };
}

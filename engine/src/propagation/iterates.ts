import type { StepOutput } from '../model/stepNetwork';
import type { SliceResult } from './request';

/**
 * The readable variables of one step: u0..uK (soft mask after every stage), v1..vK (dual), md1..mdK is left out,
 * evidence (ρ2 - ρ1), entropy of u^K in nats. All size × size, in the step's crop frame.
 */
export function iteratesOf(output: StepOutput, size: number): NonNullable<SliceResult['iterates']> {
  const n = size * size;
  const planes: Record<string, { data: Float32Array; size: number }> = {};
  const unstack = (name: string, tensor: string, from: number) => {
    const data = output.tensors[tensor]?.data;
    for (let k = 0; data && k * n < data.length; k++) {
      planes[`${name}${k + from}`] = { data: data.slice(k * n, (k + 1) * n), size };
    }
  };
  unstack('u', 'u', 0);
  unstack('v', 'v', 1);
  const evidence = output.tensors['evidence'];
  if (evidence) planes['evidence'] = { data: evidence.data.slice(), size };
  const entropy = output.probability.map((u) =>
    u <= 0 || u >= 1 ? 0 : -u * Math.log(u) - (1 - u) * Math.log(1 - u),
  );
  planes['entropy'] = { data: entropy, size };
  return planes;
}

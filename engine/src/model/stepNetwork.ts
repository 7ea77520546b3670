import { prototypes } from '../support/prototypes';
import type { ChainEntry } from './manifest';
import type { FloatTensor, ModelSession } from './runtime';

/** What one step of the network answers; planes are size × size crops. */
export interface StepOutput {
  /** u^K, the object's probability. */
  readonly probability: Float32Array;
  /** γ, the edge term's share in the answer (1 - γ) u^K + γ edge. */
  readonly mix: number;
  /** Logit of the object being on the slice at all. */
  readonly presence: number;
  /** All of the graph's outputs: u, v, md, evidence. */
  readonly tensors: Readonly<Record<string, FloatTensor>>;
}

/** The two graphs of a chain model, with names and shapes in one place. */
export class StepNetwork {
  constructor(
    private readonly entry: ChainEntry,
    private readonly encoder: ModelSession,
    private readonly stepper: ModelSession,
  ) {}

  /** Normalised drawn crop and its soft mask, size × size → prototypes [2, features]. */
  async support(image: Float32Array, mask: Float32Array): Promise<Float32Array> {
    const { size } = this.entry.crop;
    const { features, stride } = this.entry;
    const answer = await this.encoder.run({ image: { data: image, dims: [1, 1, size, size] } });
    return prototypes(output(answer, 'features').data, mask, features, stride);
  }

  /** @param planes [planes, size, size]; @param scalars [3]; @param drawn prototypes [2, features] */
  async step(planes: Float32Array, scalars: Float32Array, drawn: Float32Array): Promise<StepOutput> {
    const { size } = this.entry.crop;
    const tensors = await this.stepper.run({
      planes: { data: planes, dims: [1, this.entry.planes.length, size, size] },
      scalars: { data: scalars, dims: [1, scalars.length] },
      drawn: { data: drawn, dims: [1, 2, this.entry.features] },
    });
    const n = size * size;
    const u = output(tensors, 'u').data;
    const probability = u.slice(u.length - n);
    const presence = output(tensors, 'presence').data[0];
    const mix = output(tensors, 'mix').data[0];
    if (!Number.isFinite(presence) || !Number.isFinite(mix) || !allFinite(probability)) {
      throw new Error('the network answered with numbers that are not finite');
    }
    return { probability, mix, presence, tensors };
  }

  async release(): Promise<void> {
    await this.encoder.release();
    await this.stepper.release();
  }
}

function output(tensors: Readonly<Record<string, FloatTensor>>, name: string): FloatTensor {
  const found = tensors[name];
  if (!found) throw new Error(`the model file has no output '${name}'`);
  return found;
}

/** A plain loop: this looks at every pixel of every step. */
function allFinite(values: Float32Array): boolean {
  for (let p = 0; p < values.length; p++) if (!Number.isFinite(values[p])) return false;
  return true;
}

import { averagePool, prototypes } from '../support/prototypes';
import type { ChainEntry } from './manifest';
import { releaseAll } from './releaseAll';
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

/** What a chain keeps of its drawn slice, as the step graph wants it. */
export interface DrawnTensors {
  /** Prototypes of the object and of its surroundings, [2, features]. */
  readonly prototypes: Float32Array;
  /** Models with deep features: those of the drawn crop, [deep, cells, cells], and its soft mask on the same cells. */
  readonly memory?: { readonly features: Float32Array; readonly mask: Float32Array };
}

/** The two graphs of a chain model, with names and shapes in one place. */
export class StepNetwork {
  constructor(
    private readonly entry: ChainEntry,
    private readonly encoder: ModelSession,
    private readonly stepper: ModelSession,
  ) {}

  /** @param image normalised drawn crop; @param mask its soft mask, both size × size */
  async support(image: Float32Array, mask: Float32Array): Promise<DrawnTensors> {
    const { features, stride, deep, crop } = this.entry;
    const { size } = crop;
    const answer = await this.encoder.run({ image: { data: image, dims: [1, 1, size, size] } });
    const pair = prototypes(output(answer, 'features').data, mask, features, stride);
    if (!deep) return { prototypes: pair };
    const cells = Float32Array.from(averagePool(mask, size, stride));
    return { prototypes: pair, memory: { features: output(answer, 'deep').data, mask: cells } };
  }

  /** @param planes [planes, size, size]; @param scalars [3]; @param drawn what `support` gave */
  async step(planes: Float32Array, scalars: Float32Array, drawn: DrawnTensors): Promise<StepOutput> {
    const { crop, features, stride, deep } = this.entry;
    const { size } = crop;
    const cells = size / stride;
    const { memory } = drawn;
    const tensors = await this.stepper.run({
      planes: { data: planes, dims: [1, this.entry.planes.length, size, size] },
      scalars: { data: scalars, dims: [1, scalars.length] },
      drawn: { data: drawn.prototypes, dims: [1, 2, features] },
      ...(deep && memory
        ? {
            drawn_deep: { data: memory.features, dims: [1, deep, cells, cells] },
            drawn_mask: { data: memory.mask, dims: [1, 1, cells, cells] },
          }
        : {}),
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

  /** @throws the first failure, after both were asked to let go */
  release(): Promise<void> {
    return releaseAll([this.encoder, this.stepper]);
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

import { availableParallelism } from 'node:os';
import type { FloatTensor, ModelRuntime, ModelSession } from '@few-shot-lms/engine';
import type { InferenceSession } from 'onnxruntime-node';

/** Crops of at most 192 × 192 pixels do not keep more threads busy. */
const MOST_DEFAULT_THREADS = 8;

/**
 * onnxruntime-node on the CPU.
 *
 * The library, 45 MB of native code, is loaded here and not at start, so that `--help` and bad input answer at once.
 *
 * @param threads threads within an operator; default: the number of cores, at most 8
 */
export async function createNodeRuntime(threads?: number): Promise<ModelRuntime> {
  const ort = await import('onnxruntime-node');
  const used = threads ?? Math.min(availableParallelism(), MOST_DEFAULT_THREADS);
  return {
    provider: 'cpu',
    threads: used,
    async createSession(onnx) {
      const session = await ort.InferenceSession.create(onnx, {
        executionProviders: ['cpu'],
        graphOptimizationLevel: 'all',
        executionMode: 'sequential',
        intraOpNumThreads: used,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      });
      return new NodeSession(session, ort.Tensor);
    },
  };
}

type TensorType = typeof import('onnxruntime-node').Tensor;

class NodeSession implements ModelSession {
  constructor(
    private readonly session: InferenceSession,
    private readonly Tensor: TensorType,
  ) {}

  async run(inputs: Record<string, FloatTensor>): Promise<Record<string, FloatTensor>> {
    const feeds = mapValues(inputs, ({ data, dims }) => new this.Tensor('float32', data, [...dims]));
    const results = await this.session.run(feeds);
    return mapValues(results, ({ data, dims, type }, name) => {
      if (type !== 'float32') throw new Error(`output ${name} of the model is ${type}, float32 is expected`);
      return { data: data as Float32Array, dims };
    });
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  f: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value, key)]));
}

import * as ort from 'onnxruntime-node';
import type { FloatTensor, ModelRuntime } from '../src/index';

/** onnxruntime-node as the engine's runtime, for tests. */
export function nodeRuntime(threads = 1): ModelRuntime {
  return {
    provider: 'cpu',
    threads,
    async createSession(onnx) {
      const session = await ort.InferenceSession.create(onnx, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
      });
      return {
        async run(inputs) {
          const feeds = Object.fromEntries(
            Object.entries(inputs).map(([name, t]) => [name, new ort.Tensor('float32', t.data, [...t.dims])]),
          );
          const answer = await session.run(feeds);
          const out: Record<string, FloatTensor> = {};
          for (const [name, t] of Object.entries(answer))
            out[name] = { data: t.data as Float32Array, dims: t.dims };
          return out;
        },
        release: () => session.release(),
      };
    },
  };
}

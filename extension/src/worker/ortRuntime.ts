import * as ortWasm from 'onnxruntime-web/wasm';
import * as ortWebGpu from 'onnxruntime-web/webgpu';
import type { FloatTensor, ModelRuntime, ModelSession } from '@few-shot-lms/engine';

/** More threads bring little on the small crops that the models see. */
const MOST_THREADS = 4;

/**
 * Threads that WebAssembly may use on this page: one where SharedArrayBuffer is not available, else all cores but one,
 * which the viewer needs to draw and to decode while a run goes on. Two cores are both used: a step takes two thirds of the
 * time (bench/RESULTS.md, seconds of the network), and redrawing keeps out of a run's way (DrawingPace).
 */
export function wasmThreads(): number {
  const cores = navigator.hardwareConcurrency || 1;
  return self.crossOriginIsolated ? Math.min(MOST_THREADS, cores, Math.max(2, cores - 1)) : 1;
}

/**
 * onnxruntime-web with one execution provider and no silent fallback to another. WebAssembly has a build of its own: the
 * one that also serves WebGPU is compiled so that it can wait for the graphics card (asyncify), which makes a step of the
 * chain network 2.3 times slower on one thread and 4 times on two (bench/RESULTS.md).
 *
 * @param ortBase absolute URL of the folder with onnxruntime's own .mjs and .wasm, ending in a slash
 */
export function ortRuntime(provider: 'webgpu' | 'wasm', ortBase: string): ModelRuntime {
  const ort = provider === 'wasm' ? ortWasm : ortWebGpu;
  // Only the first session of a worker reads these.
  ort.env.wasm.wasmPaths = ortBase;
  ort.env.wasm.numThreads = wasmThreads();
  ort.env.logLevel = 'error';
  return {
    provider,
    threads: provider === 'wasm' ? wasmThreads() : 0,
    async createSession(onnx) {
      const session = await ort.InferenceSession.create(onnx, {
        executionProviders: [provider],
        graphOptimizationLevel: 'all',
      });
      return ortSession(session, ort.Tensor);
    },
  };
}

function ortSession(session: ortWasm.InferenceSession, Tensor: typeof ortWasm.Tensor): ModelSession {
  return {
    async run(inputs) {
      const feeds: Record<string, ortWasm.Tensor> = {};
      for (const [name, { data, dims }] of Object.entries(inputs)) {
        feeds[name] = new Tensor('float32', data, dims);
      }
      const outputs = await session.run(feeds);
      const results: Record<string, FloatTensor> = {};
      for (const [name, tensor] of Object.entries(outputs)) {
        results[name] = { data: await floats(name, tensor), dims: tensor.dims };
        tensor.dispose();
      }
      return results;
    },
    release: () => session.release(),
  };
}

/** The values of an output, in a buffer of their own: onnxruntime copies them out of its memory. */
async function floats(name: string, tensor: ortWasm.Tensor): Promise<Float32Array> {
  const data = await tensor.getData();
  if (!(data instanceof Float32Array)) throw new Error(`output ${name} is ${tensor.type}, not float32`);
  return data;
}

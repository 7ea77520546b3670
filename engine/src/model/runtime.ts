/** What the engine needs of onnxruntime, so that onnxruntime-web and -node are injected by the caller. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export interface ModelSession {
  /** Runs the graph once. Names are the graph's own; throws if the provider fails. */
  run(inputs: Record<string, FloatTensor>): Promise<Record<string, FloatTensor>>;
  release(): Promise<void>;
}

/** One execution provider, ready to create sessions. Sessions are created and run one at a time by the engine. */
export interface ModelRuntime {
  /** 'webgpu', 'wasm' or 'cpu' */
  readonly provider: string;
  /** Threads of the provider, 0 where the notion does not apply. */
  readonly threads: number;
  createSession(onnx: Uint8Array): Promise<ModelSession>;
}

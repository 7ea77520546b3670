/** Runs until a browser has compiled WebAssembly for speed: some twenty runs of a small graph are three times slower. */
export const WARM_UP = 40;

/**
 * Times one ONNX graph; runs unchanged in Node and in a page, so that both measure the same thing.
 *
 * @param {object} ort onnxruntime-web or -node, its threads set
 * @param {Uint8Array} onnx a graph with fixed float32 input shapes
 * @param {object} sessionOptions
 * @param {{ warmUp: number, runs: number }} counts
 * @returns {Promise<{ createMs: number, medianMs: number, bestMs: number }>}
 */
export async function measureGraph(ort, onnx, sessionOptions, { warmUp, runs }) {
  const started = performance.now();
  const session = await ort.InferenceSession.create(onnx, sessionOptions);
  const createMs = performance.now() - started;
  const feeds = Object.fromEntries(
    session.inputMetadata.map(({ name, shape }) => [
      name,
      new ort.Tensor('float32', plausibleValues(shape), shape),
    ]),
  );
  const times = [];
  for (let n = 0; n < warmUp + runs; n++) {
    const start = performance.now();
    await session.run(feeds);
    if (n >= warmUp) times.push(performance.now() - start);
  }
  await session.release();
  times.sort((a, b) => a - b);
  return { createMs, medianMs: times[times.length >> 1], bestMs: times[0] };
}

/** In 0..1 and never denormal: arithmetic on denormals is many times slower and is not what images hold. */
function plausibleValues(shape) {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let n = 0; n < data.length; n++) data[n] = 0.05 + ((n * 7919) % 1013) / 1100;
  return data;
}

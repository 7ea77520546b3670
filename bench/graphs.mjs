import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from '../test/python-env.mjs';

/** Four plain 3 × 3 convolutions of 128 channels on 64 × 64: what the same runtime reaches at best. */
export const PEAK = 'bench/models/peak-convolution.onnx';

/** Builds of onnxruntime-web: the one that the worker takes for WebAssembly, and the one that also serves WebGPU. */
export const WASM_BUILD = 'ort.wasm.min.mjs';
export const WEBGPU_BUILD = 'ort.webgpu.min.mjs';

/**
 * A model's entry in the manifest, and its graphs beside the yardstick.
 *
 * @param {string} root folder of the repository
 * @param {string} [id] the default model if it is left out
 * @returns {{ model: object, graphs: Record<string, string> }} graphs: name → path from the root; `peak` is the yardstick
 */
export function graphsOfModel(root, id) {
  const manifest = JSON.parse(readFileSync(join(root, 'models/zoo/manifest.json'), 'utf8'));
  const wanted = id ?? manifest.defaultModel;
  const model = manifest.models.find((candidate) => candidate.id === wanted);
  if (!model) throw new Error(`there is no model '${wanted}' in models/zoo/manifest.json`);
  const paths = Object.entries(model.files)
    .filter(([, file]) => file.path.endsWith('.onnx'))
    .map(([role, file]) => [role, `models/zoo/${file.path}`]);
  return { model, graphs: { peak: PEAK, ...Object.fromEntries(paths) } };
}

/**
 * Multiply-adds of graphs, counted by the Python environment of test/python-env.mjs.
 *
 * @param {string} root
 * @param {string[]} paths from the root
 * @returns {Record<string, number>} by path
 */
export function multiplyAddsOf(root, paths) {
  const output = execFileSync(pythonEnvironment(), ['bench/graph_cost.py', ...paths], {
    cwd: root,
    encoding: 'utf8',
  });
  return Object.fromEntries(JSON.parse(output).map(({ file, multiplyAdds }) => [file, multiplyAdds]));
}

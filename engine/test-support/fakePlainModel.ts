import type { PlainModel } from '../src/model/load';
import type { PlainEntry, PlainParameters } from '../src/model/manifest';
import type { FloatTensor } from '../src/model/runtime';
import { PlainNetwork } from '../src/plain/PlainNetwork';

/** A plain entry of 32 pixels, 8 grid cells, features of two channels on 8 × 8 cells; no file behind it. */
export function fakePlainEntry(plain: Partial<PlainParameters> = {}): PlainEntry {
  const file = { path: 'none', sha256: '0'.repeat(64), bytes: 0 };
  const rule = { bias: -4, terms: [{ figure: 'area', max: 2, mean: 0, scale: 1, weight: 20 }] };
  return {
    kind: 'plain',
    id: 'fake-plain',
    title: 'Fake',
    version: '0',
    files: { encoder: file, head: file, golden: file },
    modalities: ['CT', 'MR'],
    licence: 'none',
    trainedOn: [],
    card: 'none',
    stages: 1,
    alpha: 1,
    delta: [1],
    features: 2,
    stride: 4,
    preprocess: {
      ctWindows: [{ name: 'soft', low: -125, high: 275, objectBelow: null }],
      percentiles: [0, 100],
      hounsfieldBelow: -200,
      sigmaFloor: 0,
    },
    plain: { size: 32, grid: 8, regions: 4, epsilon: 1e-5, ...plain },
    stop: { presence: rule, trust: rule, threshold: 0.5, patience: 2 },
  };
}

/**
 * A network on 8 × 8 cells whose features are the cell's brightness and a constant, and whose answer is every cell as
 * bright as the support's prototype. `encoded` counts runs of the encoder.
 */
export function cellModel(): PlainModel & { readonly encoded: () => number } {
  const entry = fakePlainEntry();
  const tensor = (data: Float32Array, dims: number[]): FloatTensor => ({ data, dims });
  let encoded = 0;
  const encoder = {
    run: async ({ image }: Record<string, FloatTensor>) => {
      encoded++;
      const data = new Float32Array(128).fill(0, 0, 64).fill(1, 64);
      image.data.forEach((v, p) => {
        data[Math.floor(p / 128) * 8 + Math.floor((p % 32) / 4)] += v / 16;
      });
      return { features: tensor(data, [1, 2, 8, 8]) };
    },
    release: async () => undefined,
  };
  const head = {
    run: async ({ features, prototype }: Record<string, FloatTensor>) => {
      const u = features.data.slice(0, 64).map((v) => (Math.abs(v - prototype.data[0]) < 1 ? 0.9 : 0.1));
      const both = new Float32Array(128);
      both.set(u.map(() => 0.5));
      both.set(u, 64);
      return { u: tensor(both, [2, 1, 1, 8, 8]), v: tensor(new Float32Array(128), [1, 1, 2, 8, 8]) };
    },
    release: async () => undefined,
  };
  const network = new PlainNetwork(entry, encoder, head);
  return {
    kind: 'plain',
    entry,
    provider: 'fake',
    threads: 1,
    network,
    selfTest: async () => ({ maxDifference: 0 }),
    release: () => network.release(),
    encoded: () => encoded,
  };
}

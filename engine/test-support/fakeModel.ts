import type { ChainModel } from '../src/model/load';
import type { ChainEntry } from '../src/model/manifest';
import type { FloatTensor } from '../src/model/runtime';
import { StepNetwork } from '../src/model/stepNetwork';
import type { Volume } from '../src/volume/volume';

const SIZE = 32;

/** A manifest entry with rules that only read the presence logit; no file behind it. */
export function fakeEntry(change: Partial<ChainEntry> = {}): ChainEntry {
  const file = { path: 'none', sha256: '0'.repeat(64), bytes: 0 };
  const presence = { bias: 0, terms: [{ figure: 'presence', max: 99, mean: 0, scale: 1, weight: 1 }] };
  return {
    id: 'fake',
    title: 'Fake',
    version: '0',
    files: { encoder: file, step: file, golden: file },
    modalities: ['CT', 'MR'],
    licence: 'none',
    trainedOn: [],
    card: 'none',
    stages: 1,
    alpha: 1,
    delta: [1],
    features: 2,
    stride: 4,
    planes: ['query', 'neighbour', 'beyond', 'prior', 'edge'],
    scalars: ['step', 'area_ratio', 'reach'],
    preprocess: {
      ctWindows: [{ name: 'soft', low: -125, high: 275, objectBelow: null }],
      percentiles: [0, 100],
      hounsfieldBelow: -200,
      sigmaFloor: 0.02,
    },
    crop: { size: SIZE, margin: 2, minSideMm: 8, minSidePixels: 8, maxSamples: 4, minPixels: 4 },
    evidence: { bins: 48, kernel: [0.25, 0.5, 0.25], priorCount: 0.5, clip: 4 },
    cleanup: { minShare: 0.1 },
    edge: {
      beta: 150,
      radius: 0.35,
      minRadius: 2,
      maxRadius: 8,
      core: 0.7,
      gate: 2,
      minSeeds: 0.2,
    },
    stop: { presence, trust: presence, threshold: 0.5, patience: 2 },
    ...change,
  };
}

/**
 * A network that answers with the query's own bright pixels and says "present" when there are any: its right answer is
 * known for every slice. Planes are normalised per support, so bright means above 0.
 */
export function brightnessModel(entry = fakeEntry()): ChainModel {
  const n = SIZE * SIZE;
  const tensor = (data: Float32Array, dims: number[]): FloatTensor => ({ data, dims });
  const encoder = {
    run: async () => ({ features: tensor(new Float32Array(2 * 64).fill(1), [1, 2, 8, 8]) }),
    release: async () => undefined,
  };
  const step = {
    run: async ({ planes }: Record<string, FloatTensor>) => {
      const u = planes.data.slice(0, n).map((v) => (v > 0.5 ? 1 : 0));
      const area = u.reduce((a, b) => a + b, 0);
      return {
        u: tensor(u, [1, 1, 1, SIZE, SIZE]),
        mix: tensor(Float32Array.of(0), [1]),
        presence: tensor(Float32Array.of(area > 4 ? 8 : -8), [1]),
      };
    },
    release: async () => undefined,
  };
  const network = new StepNetwork(entry, encoder, step);
  return {
    kind: 'chain',
    entry,
    provider: 'fake',
    threads: 1,
    network,
    selfTest: async () => ({ maxDifference: 0 }),
    release: () => network.release(),
  };
}

/** A bright w × h rectangle on slices first..last that drifts one column a slice; darker elsewhere. */
export function drivingVolume(
  slices: number,
  first: number,
  last: number,
): { volume: Volume; truth: Uint8Array[] } {
  const columns = 40;
  const rows = 30;
  const data = new Int16Array(columns * rows * slices).fill(10);
  const truth = Array.from({ length: slices }, (_, z) => {
    const mask = new Uint8Array(columns * rows);
    if (z < first || z > last) return mask;
    for (let y = 8; y < 16; y++) {
      for (let x = 6 + z; x < 18 + z; x++) {
        mask[y * columns + x] = 1;
        data[(z * rows + y) * columns + x] = 200;
      }
    }
    return mask;
  });
  const volume: Volume = {
    geometry: {
      columns,
      rows,
      slices,
      spacing: [1, 1, 3],
      direction: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      origin: [0, 0, 0],
      slicePositions: Array.from({ length: slices }, (_, z) => 3 * z),
    },
    data,
    modality: 'MR',
  };
  return { volume, truth };
}

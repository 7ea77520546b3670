import type { JobSlice, ModelManifest, PropagationModel } from '@few-shot-lms/engine';
import { said } from '../said';
import { FeatureDisk } from '../worker/FeatureDisk';
import { createHandlers, type JobSegment } from '../worker/createHandlers';
import type { BrowserStorage } from '../worker/opfs';
import type { CallHandlers } from '../worker/serveCalls';
import { COLUMNS, ROWS, SLICES } from './FakeHost';
import { SCORES } from './sessionWith';

const entry = {
  id: 'model',
  title: 'Model',
  version: '1',
  files: {},
  modalities: ['MR'],
  licence: 'MIT',
  preprocess: { percentiles: [0, 100], hounsfieldBelow: -200, ctWindows: [] },
};

export interface FakeHooks {
  /** In place of one that is nothing but a name. */
  readonly model?: PropagationModel;
  /** Ids of models in the list besides the first one, which is the default. */
  readonly others?: readonly string[];
  /** What is stored of features; nothing can be where this is left out. */
  readonly storage?: BrowserStorage;
  /** Before the model is there. */
  load?(): void | Promise<void>;
  /** Before a slice of a segment (by its key) is made. */
  before?(slice: number, segmentKey: string): void | Promise<void>;
  /** In place of what is found otherwise on a slice of a segment (by its key), where it says something. */
  found?(slice: number, segmentKey: string): Partial<JobSlice> | undefined;
  /** Every request that a job was made for. */
  requested?(segments: readonly JobSegment[]): void;
  /** In place of a way back that always answers one half; gets the two slices. */
  carriedBack?(found: number, drawn: number): Promise<number>;
}

/**
 * The worker's own handlers over a job without a network: fills each wanted slice with the first 10 + slice voxels, the
 * last slice is empty. Slices come outward from the first support, one a step; a second segment gets the last voxels.
 */
export function fakeHandlers(hooks: FakeHooks = {}): CallHandlers {
  return createHandlers({
    readManifest: async () => {
      const first = hooks.model?.entry ?? entry;
      const others = (hooks.others ?? []).map((id) => ({ ...first, id }));
      return { defaultModel: first.id, models: [first, ...others] } as unknown as ModelManifest;
    },
    probe: () => ({
      webGpuObstacle: async () => said('backend.reasons.noWebGpu'),
      createRuntime: (provider) => ({
        provider,
        threads: 1,
        createSession: () => Promise.reject(new Error('not used')),
      }),
      load: async (loaded, runtime) => {
        await hooks.load?.();
        return {
          entry: loaded,
          provider: runtime.provider,
          threads: 1,
          selfTest: async () => ({ maxDifference: 0 }),
          release: async () => undefined,
          ...hooks.model,
        } as never;
      },
      crossOriginIsolated: true,
      now: () => 0,
    }),
    openDisk: () => FeatureDisk.open(hooks.storage),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    carriedBack: async (_model, _volume, found, drawn, between) => {
      await between?.();
      const dice = (await hooks.carriedBack?.(found.slice, drawn.slice)) ?? 0.5;
      await between?.();
      return dice;
    },
    createJob: (_model, _volume, segments) => {
      hooks.requested?.(segments);
      const steps = segments.flatMap(({ supports: [{ slice: from }], slices }, segment) =>
        [...slices]
          .sort((a, b) => Math.abs(a - from) - Math.abs(b - from) || b - a)
          .map((slice) => ({ segment, slice })),
      );
      let next = 0;
      return {
        get done() {
          return next >= steps.length;
        },
        async advance() {
          const { segment, slice } = steps[next++];
          await hooks.before?.(slice, segments[segment].key);
          const result = resultOn(segment, slice);
          return [{ ...result, ...hooks.found?.(slice, segments[segment].key) }];
        },
      };
    },
  });
}

function resultOn(segment: number, slice: number): JobSlice {
  const found = slice !== SLICES - 1;
  const mask = new Uint8Array(ROWS * COLUMNS);
  if (found && segment === 0) mask.fill(1, 0, 10 + slice);
  if (found && segment === 1) mask.fill(1, mask.length - 10 - slice);
  const plane = { low: 0, high: 1, data: new Uint8Array(4).fill(slice) };
  return {
    segment,
    slice,
    status: found ? 'propagated' : 'absent',
    mask,
    soft: new Float32Array(0),
    scores: SCORES,
    milliseconds: { network: 1, other: 0 },
    others: [],
    iterates: () => ({ frame: { cx: 1.5, cy: 1.5, sideX: 4, sideY: 4 }, size: 2, planes: { u0: plane } }),
  };
}

import type { PropagationRequest, SliceResult } from '@few-shot-lms/engine';
import { CancelledError, UserError } from '@few-shot-lms/engine';
import type { EnginePort, ModelChoice } from '../engine-port';

export interface FakeEngineOptions {
  /** Soft value of every object voxel; default 0.9. */
  readonly soft?: (request: PropagationRequest, slice: number) => number;
  /** What it finds on a slice; default 'propagated'. */
  readonly status?: (slice: number) => SliceResult['status'];
  /** Called before a slice is yielded. */
  readonly beforeSlice?: (slice: number, count: number) => void;
}

export interface FakeEngine extends EnginePort {
  readonly requests: PropagationRequest[];
  readonly choices: ModelChoice[];
  readonly state: { released: number };
}

/** An engine without a network: the object of a slice is the nearest drawn mask, as it is. */
export function fakeEngine(options: FakeEngineOptions = {}): FakeEngine {
  const requests: PropagationRequest[] = [];
  const choices: ModelChoice[] = [];
  const state = { released: 0 };
  return {
    requests,
    choices,
    state,
    validate(request) {
      if (queries(request).length === 0)
        throw new UserError('Every slice is drawn; there is nothing to propagate.');
    },
    plan: (request) => queries(request).length,
    async open(choice) {
      choices.push(choice);
      return {
        description: {
          id: 'fake',
          version: '1',
          sha256: { step: 'ab'.repeat(32) },
          modalities: ['CT', 'MR'],
          provider: 'cpu',
          threads: choice.threads ?? 1,
        },
        propagate: (request, { signal }) => copyNearest(request, signal),
        networkSeconds: () => ({ encoder: 0.25, step: 0.5 }),
        release: async () => void state.released++,
      };
    },
  };

  async function* copyNearest(request: PropagationRequest, signal: AbortSignal): AsyncGenerator<SliceResult> {
    requests.push(request);
    for (const [count, slice] of queries(request).entries()) {
      options.beforeSlice?.(slice, count);
      await Promise.resolve();
      if (signal.aborted) throw new CancelledError();
      const nearest = request.supports.reduce((a, b) =>
        Math.abs(b.slice - slice) < Math.abs(a.slice - slice) ? b : a,
      );
      const value = options.soft?.(request, slice) ?? 0.9;
      const status = options.status?.(slice) ?? 'propagated';
      const found = nearest.mask.map((m) => (status === 'propagated' ? m : 0));
      yield {
        slice,
        status,
        mask: Uint8Array.from(found),
        soft: Float32Array.from(found, (m) => (m ? value : 0)),
        scores: { presence: 1, certainty: 0.5, agreement: 0.25, trust: 0.75 },
        milliseconds: { network: 2, other: 1 },
      };
    }
  }
}

function queries({ volume, supports, range, empty = [], kept = [] }: PropagationRequest): number[] {
  const [first, last] = range ?? [0, volume.geometry.slices - 1];
  const left = new Set([...supports.map(({ slice }) => slice), ...empty, ...kept]);
  return Array.from({ length: last - first + 1 }, (_, n) => first + n).filter((slice) => !left.has(slice));
}

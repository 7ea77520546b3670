import {
  UserError,
  type ModelEntry,
  type ModelRuntime,
  type PropagationModel,
  type Said,
} from '@few-shot-lms/engine';
import { said, saidError } from '../said';
import type { BackendReport, ProviderChoice } from '../state/sessionState';
import { errorDetail } from './wireError';

/** Above this difference to the stored reference output a provider is not trusted. */
export const SELF_TEST_LIMIT = 1e-2;

const WRONG = { webgpu: 'webGpuWrong', wasm: 'wasmWrong' } as const;
const FAILED = { webgpu: 'webGpuFailed', wasm: 'wasmFailed' } as const;

export interface ProviderProbe {
  /** Why WebGPU is not tried, null if it should be. */
  webGpuObstacle(): Promise<Said | null>;
  createRuntime(provider: 'webgpu' | 'wasm'): ModelRuntime;
  /** Engine's loadModel with the reader of model files filled in. */
  load(entry: ModelEntry, runtime: ModelRuntime): Promise<PropagationModel>;
  readonly crossOriginIsolated: boolean;
  now(): number;
}

export interface OpenModel {
  readonly model: PropagationModel;
  readonly report: BackendReport;
}

/**
 * Opens a model on WebGPU where that works and passes the self-test, otherwise on WebAssembly, and says why.
 * @param webGpuFailure why WebGPU must not be tried again (it failed during a run)
 * @throws UserError if the model file is wrong or neither provider works
 */
export async function openModel(
  entry: ModelEntry,
  choice: ProviderChoice,
  probe: ProviderProbe,
  webGpuFailure?: string,
): Promise<OpenModel> {
  const startedAt = probe.now();
  let whyNotWebGpu: Said | null;
  if (choice === 'wasm') whyNotWebGpu = said('backend.reasons.chosen');
  else if (webGpuFailure) whyNotWebGpu = said('backend.reasons.webGpuLost', webGpuFailure);
  else whyNotWebGpu = choice === 'webgpu' ? null : await probe.webGpuObstacle();

  if (!whyNotWebGpu) {
    const attempt = await attemptProvider(entry, 'webgpu', probe);
    if ('model' in attempt) {
      return report(attempt, [said('backend.reasons.webgpu')], startedAt);
    }
    whyNotWebGpu = attempt.obstacle;
  }
  const fallback = await attemptProvider(entry, 'wasm', probe);
  if (!('model' in fallback)) throw saidError('problems.noBackend', fallback.obstacle);
  const noThreads = probe.crossOriginIsolated ? [] : [said('backend.reasons.noThreads')];
  return report(fallback, [whyNotWebGpu, ...noThreads], startedAt);

  function report(
    { model, difference }: { model: PropagationModel; difference: number },
    reasons: readonly Said[],
    since: number,
  ): OpenModel {
    return {
      model,
      report: {
        provider: model.provider,
        reasons,
        threads: model.threads,
        modelId: entry.id,
        modelTitle: entry.title,
        modelVersion: entry.version,
        modelHashes: Object.fromEntries(
          Object.entries(entry.files).map(([role, { sha256 }]) => [role, sha256]),
        ),
        licence: entry.licence,
        modalities: entry.modalities,
        regions: entry.regions ?? [],
        encodesSlices: model.kind === 'plain',
        selfTestDifference: difference,
        loadSeconds: (probe.now() - since) / 1000,
      },
    };
  }
}

type Attempt =
  { readonly model: PropagationModel; readonly difference: number } | { readonly obstacle: Said };

/** Loads and tests on one provider; what the user can mend (a corrupt model file) is thrown, the rest is an obstacle. */
async function attemptProvider(
  entry: ModelEntry,
  provider: 'webgpu' | 'wasm',
  probe: ProviderProbe,
): Promise<Attempt> {
  let model: PropagationModel | undefined;
  try {
    model = await probe.load(entry, probe.createRuntime(provider));
    const { maxDifference } = await model.selfTest();
    // Written so that NaN fails.
    if (maxDifference <= SELF_TEST_LIMIT) return { model, difference: maxDifference };
    await letGo(model);
    return { obstacle: said(`backend.reasons.${WRONG[provider]}`, maxDifference.toPrecision(2)) };
  } catch (error) {
    await letGo(model);
    if (error instanceof UserError) throw error;
    return { obstacle: said(`backend.reasons.${FAILED[provider]}`, errorDetail(error)) };
  }
}

/** Releases a model; a provider that fails at it, as after another failure it may, must not stop what comes next. */
export async function letGo(model: PropagationModel | undefined): Promise<void> {
  try {
    await model?.release();
  } catch (error) {
    console.warn('few-shot-lms: a model could not be released:', errorDetail(error));
  }
}

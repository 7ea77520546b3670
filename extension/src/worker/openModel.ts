import { UserError, type ModelEntry, type ModelRuntime, type PropagationModel } from '@few-shot-lms/engine';
import type { BackendReport, ProviderChoice } from '../state/sessionState';
import { texts } from '../texts';
import { errorDetail } from './wireError';

/** Above this difference to the stored reference output a provider is not trusted. */
export const SELF_TEST_LIMIT = 1e-2;

export interface ProviderProbe {
  /** A sentence why WebGPU is not tried, null if it should be. */
  webGpuObstacle(): Promise<string | null>;
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
  let whyNotWebGpu: string;
  if (choice === 'wasm') whyNotWebGpu = texts.backend.reasons.chosen;
  else if (webGpuFailure) whyNotWebGpu = texts.backend.reasons.webGpuLost(webGpuFailure);
  else whyNotWebGpu = (choice === 'webgpu' ? null : await probe.webGpuObstacle()) ?? '';

  if (whyNotWebGpu === '') {
    const attempt = await attemptProvider(entry, 'webgpu', probe);
    if ('model' in attempt) {
      return report(attempt, texts.backend.reasons.webgpu, startedAt);
    }
    whyNotWebGpu = attempt.obstacle;
  }
  const fallback = await attemptProvider(entry, 'wasm', probe);
  if (!('model' in fallback)) throw new UserError(texts.problems.noBackend(fallback.obstacle));
  const noThreads = probe.crossOriginIsolated ? '' : ` ${texts.backend.reasons.noThreads}`;
  return report(fallback, whyNotWebGpu + noThreads, startedAt);

  function report(
    { model, difference }: { model: PropagationModel; difference: number },
    reason: string,
    since: number,
  ): OpenModel {
    return {
      model,
      report: {
        provider: model.provider,
        reason,
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
  { readonly model: PropagationModel; readonly difference: number } | { readonly obstacle: string };

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
    await model.release();
    return {
      obstacle:
        provider === 'webgpu'
          ? texts.backend.reasons.webGpuWrong(maxDifference)
          : `wrong numbers in the self-test, difference ${maxDifference.toPrecision(2)}`,
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    await releaseAfterFailure(model);
    const detail = errorDetail(error);
    return { obstacle: provider === 'webgpu' ? texts.backend.reasons.webGpuFailed(detail) : detail };
  }
}

/** A provider that has just failed may fail again when it is told to let go; the first failure is the one to report. */
export async function releaseAfterFailure(model: PropagationModel | undefined): Promise<void> {
  try {
    await model?.release();
  } catch (error) {
    console.warn('few-shot-lms: releasing a failed model also failed:', errorDetail(error));
  }
}

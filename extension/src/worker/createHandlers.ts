import {
  CancelledError,
  UserError,
  propagate,
  type ModelManifest,
  type PropagationRequest,
  type SliceResult,
  type Volume,
} from '@few-shot-lms/engine';
import { openModel, releaseAfterFailure, type OpenModel, type ProviderProbe } from './openModel';
import type { PropagatedSlice, ProviderChoice, WorkerSetup } from './protocol';
import type { CallHandlers } from './serveCalls';
import { errorDetail } from './wireError';

export interface HandlerSurroundings {
  readManifest(setup: WorkerSetup): Promise<ModelManifest>;
  probe(setup: WorkerSetup): ProviderProbe;
  /** Lets waiting messages, a cancel among them, be heard before the next slice. */
  breathe(): Promise<void>;
  /** The engine's `propagate`; replaced in tests. */
  readonly propagate?: typeof propagate;
}

interface Loaded extends OpenModel {
  readonly setup: WorkerSetup;
  readonly provider: ProviderChoice;
}

/** The worker's handler table. It keeps one model and one volume. */
export function createHandlers(surroundings: HandlerSurroundings): CallHandlers {
  const run = surroundings.propagate ?? propagate;
  let loaded: Loaded | undefined;
  let volume: { readonly key: string; readonly volume: Volume } | undefined;

  const entryOf = async (setup: WorkerSetup, modelId: string | undefined) => {
    const manifest = await surroundings.readManifest(setup);
    const id = modelId ?? manifest.defaultModel;
    const entry = manifest.models.find((model) => model.id === id);
    if (!entry)
      throw new UserError(`The model “${id}” is not in this viewer's list of models: choose another one.`);
    return entry;
  };

  return {
    async loadModel({ setup, modelId, provider }, { signal }) {
      if (signal.aborted) throw new CancelledError();
      if (
        loaded &&
        loaded.provider === provider &&
        (modelId ?? loaded.report.modelId) === loaded.report.modelId
      ) {
        return loaded.report;
      }
      const entry = await entryOf(setup, modelId);
      const former = loaded;
      loaded = undefined;
      await former?.model.release();
      loaded = { ...(await openModel(entry, provider, surroundings.probe(setup))), setup, provider };
      return loaded.report;
    },

    async setVolume(next) {
      volume = next;
      return null;
    },

    async propagate({ volumeKey, supports, range }, { signal, emit }) {
      if (signal.aborted) throw new CancelledError();
      if (!loaded) throw new Error('propagate before loadModel');
      if (volume?.key !== volumeKey) throw new Error('propagate before setVolume');
      const request: PropagationRequest = { volume: volume.volume, supports, range };
      const sendAll = async (model: OpenModel['model']) => {
        for await (const result of run(model, request, { signal })) {
          const slice = forPage(result);
          emit({ type: 'slice', result: slice }, [slice.mask.buffer]);
          await surroundings.breathe();
          if (signal.aborted) throw new CancelledError();
        }
      };
      try {
        await sendAll(loaded.model);
      } catch (error) {
        const expected = error instanceof UserError || error instanceof CancelledError;
        if (expected || loaded.model.provider !== 'webgpu') throw error;
        const failed = loaded;
        loaded = undefined;
        await releaseAfterFailure(failed.model);
        const { setup, model } = failed;
        const reopened = await openModel(model.entry, 'auto', surroundings.probe(setup), errorDetail(error));
        loaded = { ...reopened, setup, provider: failed.provider };
        emit({ type: 'restarted', report: loaded.report });
        await sendAll(loaded.model);
      }
      return null;
    },
  };
}

function forPage({
  slice,
  status,
  mask,
  scores,
  milliseconds,
}: SliceResult): PropagatedSlice & { mask: Uint8Array<ArrayBuffer> } {
  // The engine keeps the mask as the prior of the next slice, so the page gets its own copy to take away.
  return { slice, status, mask: Uint8Array.from(mask), scores, milliseconds };
}

import { loadModel, planSlices, propagate, validateRequest } from '@few-shot-lms/engine';
import type { EnginePort, ModelChoice, OpenModel } from '../engine-port';
import { createNodeRuntime } from '../runtime';
import { findModelFiles } from './model-files';
import { timedRuntime } from './timed-runtime';

/** The engine on onnxruntime-node. */
export const engineOnNode: EnginePort = {
  validate: validateRequest,
  plan: planSlices,
  open: openModel,
};

async function openModel(choice: ModelChoice): Promise<OpenModel> {
  const { entry, readModelFile } = await findModelFiles(choice);
  const timed = timedRuntime(entry, await createNodeRuntime(choice.threads), readModelFile);
  const model = await loadModel(entry, timed.runtime, timed.readModelFile);
  return {
    description: {
      id: entry.id,
      version: entry.version,
      sha256: Object.fromEntries(Object.entries(entry.files).map(([role, file]) => [role, file.sha256])),
      modalities: entry.modalities,
      provider: model.provider,
      threads: model.threads,
    },
    networkSeconds: () => timed.seconds,
    propagate: (request, options) => propagate(model, request, options),
    release: () => model.release(),
  };
}

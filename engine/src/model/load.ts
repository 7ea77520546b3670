import { UserError } from '../errors';
import { compareWithGolden, parseGolden, type Golden } from './golden';
import type { ModelEntry, ModelFile } from './manifest';
import type { ModelRuntime } from './runtime';
import { sha256 } from './sha256';
import { StepNetwork } from './stepNetwork';

/** A loaded model: sessions created on one provider, files verified. Release it when done. */
export interface PropagationModel {
  readonly entry: ModelEntry;
  readonly provider: string;
  readonly threads: number;
  readonly network: StepNetwork;
  /** Runs the stored example through the whole engine; returns max |Δu| against PyTorch. */
  selfTest(): Promise<{ readonly maxDifference: number }>;
  release(): Promise<void>;
}

/**
 * Reads, verifies and creates the sessions of a model, one after the other.
 * @param readFile bytes of a file, by its path relative to the manifest's folder
 * @throws UserError on a missing file or a hash mismatch
 */
export async function loadModel(
  entry: ModelEntry,
  runtime: ModelRuntime,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<PropagationModel> {
  const encoder = await verified(entry, 'encoder', readFile);
  const step = await verified(entry, 'step', readFile);
  const golden = parseGolden(await verified(entry, 'golden', readFile));
  const network = new StepNetwork(
    entry,
    await runtime.createSession(encoder),
    await runtime.createSession(step),
  );
  return {
    entry,
    provider: runtime.provider,
    threads: runtime.threads,
    network,
    selfTest: () => selfTest(entry, network, golden),
    release: () => network.release(),
  };
}

async function selfTest(entry: ModelEntry, network: StepNetwork, golden: Golden) {
  return { maxDifference: await compareWithGolden(entry, network, golden) };
}

async function verified(
  entry: ModelEntry,
  role: string,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const file: ModelFile = entry.files[role];
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file.path);
  } catch (error) {
    throw new UserError(
      `The model file ${file.path} of '${entry.title}' could not be read (${error instanceof Error ? error.message : String(error)}). Install the models again or choose another model.`,
    );
  }
  if ((await sha256(bytes)) !== file.sha256) {
    throw new UserError(
      `The model file ${file.path} of '${entry.title}' is damaged: its SHA-256 is not the one in the manifest. Install the models again; nothing was computed with it.`,
    );
  }
  return bytes;
}

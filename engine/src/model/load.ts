import { UserError } from '../errors';
import { engineError } from '../sentences';
import { compareWithPlainGolden, parsePlainGolden } from '../plain/plainGolden';
import { PlainNetwork } from '../plain/PlainNetwork';
import { compareWithGolden, parseGolden } from './golden';
import type { ChainEntry, ModelEntry, ModelFile, PlainEntry } from './manifest';
import { releaseAll } from './releaseAll';
import type { ModelRuntime, ModelSession } from './runtime';
import { sha256 } from './sha256';
import { StepNetwork } from './stepNetwork';

/** A loaded model: sessions created on one provider, files verified. Release it when done. */
export type PropagationModel = ChainModel | PlainModel;

interface LoadedModel {
  readonly provider: string;
  readonly threads: number;
  /**
   * Runs the stored example through the whole engine; returns the largest difference to PyTorch's answer: of any u and, by
   * kind, the probability of presence or v.
   */
  selfTest(): Promise<{ readonly maxDifference: number }>;
  release(): Promise<void>;
}

export interface ChainModel extends LoadedModel {
  readonly kind: 'chain';
  readonly entry: ChainEntry;
  readonly network: StepNetwork;
}

export interface PlainModel extends LoadedModel {
  readonly kind: 'plain';
  readonly entry: PlainEntry;
  readonly network: PlainNetwork;
}

/**
 * Reads, verifies and creates the sessions of a model, one after the other; where it fails no session is left behind.
 * @param readFile bytes of a file, by its path relative to the manifest's folder
 * @throws UserError on a missing file or a hash mismatch
 */
export async function loadModel(
  entry: ModelEntry,
  runtime: ModelRuntime,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<PropagationModel> {
  const { provider, threads } = runtime;
  const encoder = await verified(entry, 'encoder', readFile);
  const second = await verified(entry, entry.kind === 'plain' ? 'head' : 'step', readFile);
  const example = await verified(entry, 'golden', readFile);
  if (entry.kind === 'plain') {
    const golden = parsePlainGolden(example);
    const network = new PlainNetwork(entry, ...(await createSessions(runtime, encoder, second)));
    const selfTest = async () => ({ maxDifference: await compareWithPlainGolden(entry, network, golden) });
    return { kind: 'plain', entry, provider, threads, network, selfTest, release: () => network.release() };
  }
  const golden = parseGolden(example);
  const network = new StepNetwork(entry, ...(await createSessions(runtime, encoder, second)));
  const selfTest = async () => ({ maxDifference: await compareWithGolden(entry, network, golden) });
  return { kind: 'chain', entry, provider, threads, network, selfTest, release: () => network.release() };
}

/** Both or none: of a model that is loaded only half-way nobody would release anything. */
async function createSessions(
  runtime: ModelRuntime,
  encoder: Uint8Array,
  second: Uint8Array,
): Promise<[ModelSession, ModelSession]> {
  const first = await runtime.createSession(encoder);
  try {
    return [first, await runtime.createSession(second)];
  } catch (error) {
    // The first failure is the one to report.
    await releaseAll([first]).catch(() => undefined);
    throw error;
  }
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
    // Who reads the files may know better what to do.
    if (error instanceof UserError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw engineError('modelUnreadable', file.path, entry.title, detail);
  }
  if ((await sha256(bytes)) !== file.sha256) {
    throw engineError('modelDamaged', file.path, entry.title);
  }
  return bytes;
}

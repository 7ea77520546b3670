import { CancelledError, UserError, type SliceIterates } from '@few-shot-lms/engine';
import type { ShelfReport } from '../state/featuresState';
import type { BackendReport, BackendState, ProviderChoice } from '../state/sessionState';
import { texts } from '../texts';
import type {
  FeaturesMade,
  NamedSegmentRequest,
  PropagateEvent,
  ShelfWish,
  WorkerCalls,
} from '../worker/protocol';
import type { SliceOfRun } from '../worker/SliceOfRun';
import { WorkerClient, WorkerStoppedError, type WorkerPort } from '../worker/WorkerClient';
import type { SoftMask } from '../worker/SoftStore';
import { errorDetail } from '../worker/wireError';

export interface PropagateJob {
  readonly volumeKey: string;
  /** Names the run. */
  readonly token: string;
  readonly segments: readonly NamedSegmentRequest[];
  /** Name of a cancelled run to go on with where it stopped. */
  readonly continues?: string;
  onEvent(event: PropagateEvent): void;
}

export interface ModelWish {
  /** Has to be in the list; undefined: the first of `preferred` that is, or the default of the list. */
  readonly modelId?: string;
  readonly preferred: readonly string[];
  readonly provider: ProviderChoice;
}

/** Owns the worker: starts it when it is first needed, again after a crash, and ends it when the mode is left. */
export class ModelBackend {
  private client: WorkerClient | undefined;
  private opening: Promise<BackendReport> | undefined;
  private volumeKey: string | undefined;
  private wish: ModelWish = { preferred: [], provider: 'auto' };

  /**
   * @param createWorker makes the module worker
   * @param assetBase absolute URL of the extension's files, ending in a slash
   */
  constructor(
    private readonly createWorker: () => WorkerPort,
    private readonly assetBase: string,
    private readonly onState: (state: BackendState) => void,
  ) {}

  /**
   * Starts worker and model if that has not been done; resolves when the self-test has passed.
   * @throws UserError, WorkerStoppedError after `stop`
   */
  ready(): Promise<BackendReport> {
    this.opening ??= this.open();
    return this.opening;
  }

  /** Uses this model and provider from the next start on. */
  prefer(wish: ModelWish): void {
    this.wish = wish;
  }

  /** Uses another model or provider from now on. @throws UserError, WorkerStoppedError after `stop` */
  choose(wish: ModelWish): Promise<BackendReport> {
    this.wish = wish;
    this.opening = this.open();
    return this.opening;
  }

  /** The models that can be chosen, known before one is loaded. @throws UserError if the list cannot be read */
  models(): Promise<WorkerCalls['listModels']['result']> {
    return this.running().call('listModels', { setup: { assetBase: this.assetBase } });
  }

  holdsVolume(key: string): boolean {
    return this.volumeKey === key && this.client !== undefined && !this.client.isStopped;
  }

  /** Hands a volume over to the worker; its buffer is gone here afterwards. @throws UserError, CancelledError */
  async giveVolume(params: WorkerCalls['setVolume']['params']): Promise<void> {
    this.volumeKey = undefined;
    const transfer = [params.volume.data.buffer as ArrayBuffer];
    await inWords(this.running().call('setVolume', params, { transfer }));
    this.volumeKey = params.key;
  }

  /** Has the features of one more slice made; null where there is nothing to make. @throws what the encoder threw */
  encodeNext(volumeKey: string, viewed: number): Promise<FeaturesMade | null> {
    return this.running().call('encodeNext', { volumeKey, viewed });
  }

  /** Drops the features in memory. */
  async forgetFeatures(): Promise<void> {
    await this.running().call('forgetFeatures', null);
  }

  /** Has features kept on disk from now on, or not any more. */
  keepFeatures(wish: ShelfWish | null): Promise<ShelfReport> {
    return this.running().call('keepFeatures', { wish });
  }

  deleteFeatures(): Promise<ShelfReport> {
    return this.running().call('deleteFeatures', null);
  }

  /** @throws UserError, CancelledError */
  async propagate(
    { volumeKey, token, segments, continues, onEvent }: PropagateJob,
    signal: AbortSignal,
  ): Promise<void> {
    const onWorkerEvent = (event: PropagateEvent) => {
      if (event.type === 'restarted') {
        this.opening = Promise.resolve(event.report);
        this.onState({ phase: 'ready', report: event.report });
      }
      onEvent(event);
    };
    const params = { volumeKey, token, segments, continues };
    try {
      await inWords(this.running().call('propagate', params, { signal, onEvent: onWorkerEvent }));
    } catch (error) {
      // The worker may have lost its model on the way; loading it again is free where it has not.
      if (!(error instanceof CancelledError)) this.opening = undefined;
      throw error;
    }
  }

  /** Probabilities of slices as the named runs left them; null where they are not known (any more). */
  async softMasks(wanted: readonly SliceOfRun[]): Promise<readonly (SoftMask | null)[]> {
    const nothing = wanted.map(() => null);
    if (wanted.length === 0 || !this.client || this.client.isStopped) return nothing;
    try {
      return await this.client.call('softMasks', { wanted });
    } catch (error) {
      // What it knew is gone with it.
      if (error instanceof WorkerStoppedError) return nothing;
      throw error;
    }
  }

  /** Dice of a filled slice carried back to a drawn one; null where nothing is there to do it with. @throws CancelledError */
  carryBack(
    volumeKey: string,
    way: Pick<WorkerCalls['carryBack']['params'], 'found' | 'drawn' | 'empty'>,
    signal: AbortSignal,
  ): Promise<number | null> {
    return this.running().call('carryBack', { volumeKey, ...way }, { signal });
  }

  /** What a run saw and found on a slice; null if that is not known (any more). */
  async explain(name: SliceOfRun): Promise<SliceIterates | null> {
    if (!this.client || this.client.isStopped) return null;
    try {
      return await this.client.call('explain', name);
    } catch (error) {
      // What it knew is gone with it.
      if (error instanceof WorkerStoppedError) return null;
      throw error;
    }
  }

  /** Ends the worker and frees its memory; the next `ready` starts a new one. A run under way counts as cancelled. */
  stop(): void {
    this.client?.stop();
    this.forget();
    this.onState({ phase: 'off' });
  }

  private async open(): Promise<BackendReport> {
    this.onState({ phase: 'starting' });
    const client = this.running();
    try {
      const report = await client.call('loadModel', { setup: { assetBase: this.assetBase }, ...this.wish });
      if (this.client === client) this.onState({ phase: 'ready', report });
      return report;
    } catch (error) {
      // The worker is gone, as the state says already.
      if (this.client !== client) throw deathInWords(error);
      this.opening = undefined;
      const message =
        error instanceof UserError ? error.message : texts.problems.noBackend(errorDetail(error));
      this.onState({ phase: 'failed', message });
      throw new UserError(message);
    }
  }

  private running(): WorkerClient {
    if (this.client && !this.client.isStopped) return this.client;
    this.client = new WorkerClient(this.createWorker(), (detail) => {
      console.error('few-shot-lms: the worker stopped:', detail);
      this.forget();
      this.onState({ phase: 'failed', message: texts.problems.workerFailed });
    });
    return this.client;
  }

  private forget(): void {
    this.client = undefined;
    this.opening = undefined;
    this.volumeKey = undefined;
  }
}

/** For a run: says in words that the worker died; where it was stopped on purpose, the run counts as cancelled. */
async function inWords<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof WorkerStoppedError && !error.byItself ? new CancelledError() : deathInWords(error);
  }
}

/** A sentence about a worker that died by itself; any other error as it is. */
function deathInWords(error: unknown): unknown {
  const died = error instanceof WorkerStoppedError && error.byItself;
  return died ? new UserError(texts.problems.workerFailed) : error;
}

import { UserError, type DrawnSlice, type Volume } from '@few-shot-lms/engine';
import type { BackendReport, BackendState } from '../state/sessionState';
import { texts } from '../texts';
import type { PropagateEvent, ProviderChoice } from '../worker/protocol';
import { WorkerClient, WorkerStoppedError, type WorkerPort } from '../worker/WorkerClient';
import { errorDetail } from '../worker/wireError';

export interface PropagateJob {
  readonly volumeKey: string;
  readonly supports: readonly DrawnSlice[];
  readonly range: readonly [number, number];
  onEvent(event: PropagateEvent): void;
}

/** Owns the worker: starts it when it is first needed, again after a crash, and ends it when the mode is left. */
export class ModelBackend {
  private client: WorkerClient | undefined;
  private opening: Promise<BackendReport> | undefined;
  private volumeKey: string | undefined;
  private choice: { modelId?: string; provider: ProviderChoice } = { provider: 'auto' };

  /**
   * @param createWorker makes the module worker
   * @param assetBase absolute URL of the extension's files, ending in a slash
   */
  constructor(
    private readonly createWorker: () => WorkerPort,
    private readonly assetBase: string,
    private readonly onState: (state: BackendState) => void,
  ) {}

  /** Starts worker and model if that has not been done; resolves when the self-test has passed. @throws UserError */
  ready(): Promise<BackendReport> {
    this.opening ??= this.open();
    return this.opening;
  }

  /** Uses another model or provider from now on. */
  async choose(choice: { modelId?: string; provider: ProviderChoice }): Promise<BackendReport> {
    this.choice = choice;
    this.opening = this.open();
    return this.opening;
  }

  holdsVolume(key: string): boolean {
    return this.volumeKey === key && this.client !== undefined && !this.client.isStopped;
  }

  /** Hands a volume over to the worker; its buffer is gone here afterwards. */
  async giveVolume(key: string, volume: Volume): Promise<void> {
    this.volumeKey = undefined;
    await this.running().call(
      'setVolume',
      { key, volume },
      { transfer: [volume.data.buffer as ArrayBuffer] },
    );
    this.volumeKey = key;
  }

  /** @throws UserError, CancelledError */
  async propagate({ volumeKey, supports, range, onEvent }: PropagateJob, signal: AbortSignal): Promise<void> {
    const client = this.running();
    const onWorkerEvent = (event: PropagateEvent) => {
      if (event.type === 'restarted') {
        this.opening = Promise.resolve(event.report);
        this.onState({ phase: 'ready', report: event.report });
      }
      onEvent(event);
    };
    try {
      await client.call('propagate', { volumeKey, supports, range }, { signal, onEvent: onWorkerEvent });
    } catch (error) {
      throw error instanceof WorkerStoppedError ? new UserError(texts.problems.workerFailed) : error;
    }
  }

  /** Ends the worker and frees its memory; the next `ready` starts a new one. */
  stop(): void {
    this.client?.stop();
    this.forget();
    this.onState({ phase: 'off' });
  }

  private async open(): Promise<BackendReport> {
    this.onState({ phase: 'starting' });
    const client = this.running();
    try {
      const report = await client.call('loadModel', { setup: { assetBase: this.assetBase }, ...this.choice });
      if (this.client === client) this.onState({ phase: 'ready', report });
      return report;
    } catch (error) {
      if (this.client !== client) throw error;
      this.opening = undefined;
      const message =
        error instanceof UserError
          ? error.message
          : error instanceof WorkerStoppedError
            ? texts.problems.workerFailed
            : texts.problems.noBackend(errorDetail(error));
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

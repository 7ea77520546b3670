import { CancelledError } from '@few-shot-lms/engine';
import type { CallName, WorkerCalls, WorkerReply, WorkerRequest } from './protocol';
import { fromWire } from './wireError';

/** The part of a Worker that the client needs. */
export interface WorkerPort {
  postMessage(message: WorkerRequest, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface CallOptions<Name extends CallName> {
  readonly signal?: AbortSignal;
  readonly transfer?: Transferable[];
  readonly onEvent?: (event: WorkerCalls[Name]['event']) => void;
}

/** The worker died or was stopped; what was asked of it will not be answered. */
export class WorkerStoppedError extends Error {
  override readonly name = 'WorkerStoppedError';
  /** @param byItself it died; otherwise somebody stopped it on purpose */
  constructor(
    message: string,
    readonly byItself: boolean,
  ) {
    super(message);
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent?: (event: unknown) => void;
}

/** Typed calls to the worker. A client lives as long as its worker; after a crash a new one has to be made. */
export class WorkerClient {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  /** Once the worker is gone: whether it died by itself. */
  private ended: { readonly byItself: boolean } | null = null;

  /** @param onCrash called once if the worker dies by itself */
  constructor(
    private readonly port: WorkerPort,
    private readonly onCrash: (detail: string) => void,
  ) {
    port.onmessage = ({ data }) => this.take(data);
    port.onerror = (event) => {
      event.preventDefault?.();
      this.crash(event.message || 'the worker could not be started');
    };
    port.onmessageerror = () => this.crash('a message could not be read');
  }

  get isStopped(): boolean {
    return this.ended !== null;
  }

  /** @throws what the handler threw, CancelledError after an abort, WorkerStoppedError if the worker is gone */
  call<Name extends CallName>(
    name: Name,
    params: WorkerCalls[Name]['params'],
    { signal, transfer = [], onEvent }: CallOptions<Name> = {},
  ): Promise<WorkerCalls[Name]['result']> {
    if (this.ended)
      return Promise.reject(new WorkerStoppedError('the worker is stopped', this.ended.byItself));
    if (signal?.aborted) return Promise.reject(new CancelledError());
    const id = this.nextId++;
    const cancel = () => this.port.postMessage({ call: 'cancel', id }, []);
    return new Promise<WorkerCalls[Name]['result']>((resolve, reject) => {
      this.waiting.set(id, {
        resolve: resolve as (result: unknown) => void,
        reject,
        onEvent: onEvent as ((event: unknown) => void) | undefined,
      });
      signal?.addEventListener('abort', cancel);
      this.port.postMessage({ call: name, id, params } as WorkerRequest, transfer);
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.waiting.delete(id);
    });
  }

  /** Ends the worker and frees its memory; calls under way fail with WorkerStoppedError. */
  stop(): void {
    this.end('the worker was stopped', false);
  }

  private take(reply: WorkerReply): void {
    const waiting = this.waiting.get(reply.id);
    if (!waiting || reply.type === 'alive') return;
    if (reply.type === 'event') waiting.onEvent?.(reply.event);
    else if (reply.type === 'done') waiting.resolve(reply.result);
    else waiting.reject(fromWire(reply.error));
  }

  private crash(detail: string): void {
    if (this.ended) return;
    this.end(detail, true);
    this.onCrash(detail);
  }

  private end(detail: string, byItself: boolean): void {
    if (this.ended) return;
    this.ended = { byItself };
    this.port.onmessage = null;
    this.port.onerror = null;
    this.port.onmessageerror = null;
    this.port.terminate();
    for (const { reject } of this.waiting.values()) reject(new WorkerStoppedError(detail, byItself));
    this.waiting.clear();
  }
}

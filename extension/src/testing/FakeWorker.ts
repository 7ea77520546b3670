import type { CallHandlers } from '../worker/serveCalls';
import { serveCalls } from '../worker/serveCalls';
import type { WorkerReply, WorkerRequest } from '../worker/protocol';
import type { WorkerPort } from '../worker/WorkerClient';

/** A worker in the same thread: messages are cloned and arrive later, as they would. */
export class FakeWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  terminated = false;
  private readonly take: (request: WorkerRequest) => void;

  constructor(handlers: CallHandlers) {
    this.take = serveCalls(handlers, (reply) => {
      const data = structuredClone(reply);
      setTimeout(() => this.onmessage?.({ data } as MessageEvent<WorkerReply>));
    });
  }

  postMessage(message: WorkerRequest): void {
    const request = structuredClone(message);
    setTimeout(() => this.terminated || this.take(request));
  }

  terminate(): void {
    this.terminated = true;
  }

  /** Dies as a worker does that ran out of memory. */
  crash(): void {
    this.onerror?.({ message: 'out of memory' } as ErrorEvent);
  }
}

import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { errorDetail, fromWire } from '../worker/wireError';
import type { WireError } from '../worker/protocol';
import type { SegReading, SegReadRequest } from './OpenedSeg';

/** What the worker answers, once. */
export type SegReadReply = { readonly reading: SegReading } | { readonly error: WireError };

/** The part of a Worker that reads one SEG. */
export interface SegWorkerPort {
  postMessage(request: SegReadRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<SegReadReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/**
 * Reads SEGs off the main thread, each in a worker of its own, which is gone afterwards with all the memory that the file
 * took, whatever is in it.
 */
export class SegReader {
  private running: { readonly port: SegWorkerPort; readonly stop: () => void } | undefined;

  constructor(private readonly createWorker: () => SegWorkerPort) {}

  /** A reading that was stopped ends in null. @throws UserError */
  async read(request: SegReadRequest): Promise<SegReading | null> {
    this.stop();
    const port = this.createWorker();
    try {
      return await new Promise<SegReading | null>((resolve, reject) => {
        this.running = { port, stop: () => resolve(null) };
        port.onmessage = ({ data }) =>
          'error' in data ? reject(fromWire(data.error)) : resolve(data.reading);
        port.onerror = (event) => {
          event.preventDefault?.();
          reject(new UserError(texts.open.readerFailed(event.message || texts.open.noReader)));
        };
        try {
          port.postMessage(request);
        } catch (error) {
          reject(new UserError(texts.open.readerFailed(errorDetail(error))));
        }
      });
    } finally {
      port.terminate();
      if (this.running?.port === port) this.running = undefined;
    }
  }

  stop(): void {
    this.running?.stop();
    this.running = undefined;
  }
}

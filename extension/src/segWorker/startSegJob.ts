import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { errorDetail, fromWire } from '../worker/wireError';
import type { SegJob, SegJobReply, SegResults } from './SegJob';

/** The part of a Worker that does one job. */
export interface SegWorkerPort {
  postMessage(job: SegJob, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<SegJobReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

/** A job that goes on. */
export interface RunningSegJob<Result> {
  /** Null if it was stopped. Rejects with a UserError. */
  readonly result: Promise<Result | null>;
  stop(): void;
}

/**
 * Does a job off the main thread, in a worker of its own, which is gone afterwards with all the memory that the file took,
 * whatever is in it.
 * @param failed the sentence for a worker that did not do it
 * @param transfer what the worker takes over from the page, without a copy
 */
export function startSegJob<Kind extends SegJob['kind']>(
  createWorker: () => SegWorkerPort,
  job: SegJob & { readonly kind: Kind },
  failed: (detail: string) => string,
  transfer: Transferable[] = [],
): RunningSegJob<SegResults[Kind]> {
  const port = createWorker();
  let stop: () => void = () => undefined;
  const answered = new Promise<SegResults[Kind] | null>((resolve, reject) => {
    stop = () => resolve(null);
    port.onmessage = ({ data }) => {
      if ('error' in data) reject(fromWire(data.error));
      // The worker answers what it was asked.
      else resolve(data.result as SegResults[Kind]);
    };
    port.onerror = (event) => {
      event.preventDefault?.();
      reject(new UserError(failed(event.message || texts.open.noReader)));
    };
    port.onmessageerror = () => reject(new UserError(failed('a message could not be read')));
    try {
      port.postMessage(job, transfer);
    } catch (error) {
      reject(new UserError(failed(errorDetail(error))));
    }
  });
  return { result: answered.finally(() => port.terminate()), stop };
}

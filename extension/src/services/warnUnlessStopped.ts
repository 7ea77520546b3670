import { errorDetail } from '../worker/wireError';
import { WorkerStoppedError } from '../worker/WorkerClient';

/** Notes in the console what nobody waited for and has failed; a worker that was stopped is nothing to talk about. */
export function warnUnlessStopped(what: string, error: unknown): void {
  // How a worker ends is in the state of the backend.
  if (!(error instanceof WorkerStoppedError)) console.warn(`few-shot-lms: ${what}:`, errorDetail(error));
}

import type { WorkerReply } from './protocol';

/**
 * Starts the module worker. Browsers do not tell the page when a worker ends without an error, so the worker holds a lock
 * of its own name as long as it lives: the page gets it when the worker is gone, and says so as an error event.
 */
export function startWorker(url: string): Worker {
  const name = `few-shot-lms ${crypto.randomUUID()}`;
  const worker = new Worker(url, { type: 'module', name });
  const watch = ({ data }: MessageEvent<WorkerReply>) => {
    if (data.type !== 'alive') return;
    worker.removeEventListener('message', watch);
    const gone = () =>
      void worker.dispatchEvent(new ErrorEvent('error', { message: 'the worker ended without an error' }));
    navigator.locks.request(name, gone).catch((error) => console.error('few-shot-lms: no watch', error));
  };
  worker.addEventListener('message', watch);
  return worker;
}

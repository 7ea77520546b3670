import { answerSegJob } from '../segWorker/answerSegJob';
import type { SegWorkerPort } from '../segWorker/startSegJob';

/** The worker's work without a worker; what goes in and out has to get through postMessage all the same. */
export function segWorkerPort(): SegWorkerPort {
  const port: SegWorkerPort = {
    onmessage: null,
    onerror: null,
    onmessageerror: null,
    terminate: () => undefined,
    postMessage(job, transfer) {
      const received = structuredClone(job, { transfer });
      void answerSegJob(received, (reply, back) => {
        const data = structuredClone(reply, { transfer: back });
        port.onmessage?.({ data } as MessageEvent<typeof reply>);
      });
    },
  };
  return port;
}

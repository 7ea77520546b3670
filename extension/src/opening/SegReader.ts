import { startSegJob, type RunningSegJob, type SegWorkerPort } from '../segWorker/startSegJob';
import { texts } from '../texts';
import type { SegReading, SegReadRequest } from './OpenedSeg';

/** Reads SEGs off the main thread, one at a time. */
export class SegReader {
  private running: RunningSegJob<SegReading> | undefined;

  constructor(private readonly createWorker: () => SegWorkerPort) {}

  /** A reading that was stopped ends in null. @throws UserError */
  async read(request: SegReadRequest): Promise<SegReading | null> {
    this.stop();
    const job = startSegJob(this.createWorker, { kind: 'read', request }, texts.open.readerFailed);
    this.running = job;
    try {
      return await job.result;
    } finally {
      if (this.running === job) this.running = undefined;
    }
  }

  stop(): void {
    this.running?.stop();
    this.running = undefined;
  }
}

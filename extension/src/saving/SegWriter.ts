import { sourceForWriting } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import { startSegJob, type SegWorkerPort } from '../segWorker/startSegJob';
import { texts } from '../texts';
import type { SegFile, SegFileRequest } from './buildSegFile';

/** Writes SEGs off the main thread: a large one takes seconds. */
export class SegWriter {
  constructor(private readonly createWorker: () => SegWorkerPort) {}

  /** The labelmaps of the source go to the worker, and are empty afterwards. @throws UserError */
  async write({ source, ...rest }: SegFileRequest): Promise<SegFile> {
    const instances = source.instances.map(sourceForWriting);
    const request: SegFileRequest = { ...rest, source: { ...source, instances } };
    const transfer = source.labelmaps.map(({ buffer }) => buffer as ArrayBuffer);
    const { writerFailed } = texts.save;
    const { result } = startSegJob(this.createWorker, { kind: 'write', request }, writerFailed, transfer);
    const file = await result;
    if (!file) throw new UserError(writerFailed('stopped'));
    return file;
  }
}

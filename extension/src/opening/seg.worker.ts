/// <reference lib="webworker" />
import { toWire } from '../worker/wireError';
import type { OpenedSeg, SegReadRequest } from './OpenedSeg';
import { readSegFile } from './readSegFile';
import type { SegReadReply } from './SegReader';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = async ({ data }: MessageEvent<SegReadRequest>) => {
  try {
    const reading = await readSegFile(data);
    const reply: SegReadReply = { reading };
    self.postMessage(reply, reading.kind === 'read' ? buffersOf(reading.seg) : []);
  } catch (error) {
    const reply: SegReadReply = { error: toWire(error) };
    self.postMessage(reply, []);
  }
};

function buffersOf({ segments }: OpenedSeg): Transferable[] {
  return segments.flatMap(({ runs }) => runs.map(({ buffer }) => buffer as ArrayBuffer));
}

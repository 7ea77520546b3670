/// <reference lib="webworker" />
import { doSegJob } from './doSegJob';
import type { SegJob } from './SegJob';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = async ({ data }: MessageEvent<SegJob>) => {
  const { reply, transfer } = await doSegJob(data);
  self.postMessage(reply, transfer);
};

/// <reference lib="webworker" />
import { loadModel } from '@few-shot-lms/engine';
import { createHandlers } from './createHandlers';
import { FeatureDisk } from './FeatureDisk';
import { readManifest, readModelFile } from './modelFiles';
import type { BrowserStorage } from './opfs';
import { ortRuntime } from './ortRuntime';
import type { WorkerReply, WorkerRequest } from './protocol';
import { serveCalls } from './serveCalls';
import { webGpuObstacle } from './webGpuObstacle';

declare const self: DedicatedWorkerGlobalScope;

const { port1: breath, port2: ownEnd } = new MessageChannel();
const waiting: (() => void)[] = [];
breath.onmessage = () => waiting.shift()?.();

/** A task of its own: promises alone would starve the messages that wait for this worker. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    ownEnd.postMessage(null);
  });
}

const take = serveCalls(
  createHandlers({
    readManifest: ({ assetBase }) => readManifest(`${assetBase}models/`),
    probe: ({ assetBase }) => ({
      webGpuObstacle: () => webGpuObstacle(self.navigator),
      createRuntime: (provider) => ortRuntime(provider, `${assetBase}ort/`),
      load: (entry, runtime) =>
        loadModel(entry, runtime, (path) => readModelFile(`${assetBase}models/`, path)),
      crossOriginIsolated: self.crossOriginIsolated,
      now: () => performance.now(),
    }),
    openDisk: () => FeatureDisk.open(self.navigator.storage as unknown as BrowserStorage | undefined),
    breathe,
  }),
  (reply, transfer) => self.postMessage(reply, transfer),
);

self.onmessage = ({ data }: MessageEvent<WorkerRequest>) => take(data);

// Never given back: that the page gets it tells that this worker is gone (startWorker.ts). There are no locks on a page that
// is not served securely, and no runs either.
void self.navigator.locks?.request(self.name, () => {
  self.postMessage({ id: 0, type: 'alive' } satisfies WorkerReply);
  return new Promise(() => undefined);
});

import { DEFAULTS } from '../services/defaults';
import type { FewShotLmsServiceParts } from '../services/FewShotLmsService';
import type { FakeHost } from './FakeHost';
import type { FakeWorker } from './FakeWorker';

/** What a service needs besides a viewer and a worker: nothing is opened, saved or kept. */
export function serviceParts(host: FakeHost, createWorker: () => FakeWorker): FewShotLmsServiceParts {
  return {
    host,
    createWorker,
    segReader: { read: async () => null, stop: () => undefined },
    segWriter: { write: () => Promise.reject(new Error('nothing is saved here')) },
    assetBase: 'http://viewer/plugins/',
    now: () => performance.now(),
    defaults: () => DEFAULTS,
    featureSetting: { read: () => null, write: () => true },
    modelSetting: { read: () => null, write: () => true },
    pageFacts: () => ({ userAgent: 'Test', cores: 2, crossOriginIsolated: true, webGpu: false }),
  };
}

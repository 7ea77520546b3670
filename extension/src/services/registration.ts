import { EXTENSION_ID } from '../id';
import { OhifViewerHost } from '../ohif/OhifViewerHost';
import type { OhifManagers, ServicesManager } from '../ohif/ohifServices';
import { FewShotLmsService } from './FewShotLmsService';

export const SERVICE_NAME = 'fewShotLmsService';

export interface ExtensionConfiguration {
  /** Folder of the extension's files, relative to the page; default: where the viewer serves its plugins. */
  readonly assetBase?: string;
}

/** What OHIF's services manager needs to create the service. */
export function serviceRegistration(managers: OhifManagers, { assetBase }: ExtensionConfiguration) {
  return {
    name: SERVICE_NAME,
    create(): FewShotLmsService {
      const base = new URL(assetBase ?? `/plugins/${EXTENSION_ID}/`, document.baseURI).href;
      return new FewShotLmsService({
        host: new OhifViewerHost(managers),
        createWorker: () =>
          new Worker(`${base}propagation.worker.mjs`, { type: 'module', name: 'few-shot-lms' }),
        assetBase: base,
        now: () => performance.now(),
      });
    },
  };
}

export function serviceIn(servicesManager: ServicesManager): FewShotLmsService {
  return servicesManager.services[SERVICE_NAME] as FewShotLmsService;
}

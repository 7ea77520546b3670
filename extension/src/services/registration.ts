import { EXTENSION_ID } from '../id';
import { SegReader } from '../opening/SegReader';
import { SegWriter } from '../saving/SegWriter';
import { OhifViewerHost } from '../ohif/OhifViewerHost';
import type { OhifManagers, ServicesManager } from '../ohif/ohifServices';
import type { CustomizationService } from '../ohif/ohifServices';
import { startWorker } from '../worker/startWorker';
import { DEFAULTS, DEFAULTS_CUSTOMIZATION, type ServiceDefaults } from './defaults';
import { FewShotLmsService } from './FewShotLmsService';
import type { KeptText } from './KeptText';

export const SERVICE_NAME = 'fewShotLmsService';

export interface ExtensionConfiguration {
  /** Folder of the extension's files, relative to the viewer's root; default: where viewers serve their plugins. */
  readonly assetBase?: string;
}

/** What OHIF's services manager needs to create the service. */
export function serviceRegistration(managers: OhifManagers, { assetBase }: ExtensionConfiguration) {
  return {
    name: SERVICE_NAME,
    create(): FewShotLmsService {
      const base = new URL(assetBase ?? `plugins/${EXTENSION_ID}/`, viewerRoot()).href;
      const createSegWorker = () => new Worker(`${base}seg.worker.mjs`, { type: 'module', name: 'seg' });
      return new FewShotLmsService({
        host: new OhifViewerHost(managers),
        createWorker: () => startWorker(`${base}propagation.worker.mjs`),
        segReader: new SegReader(createSegWorker),
        segWriter: new SegWriter(createSegWorker),
        assetBase: base,
        now: () => performance.now(),
        defaults: () => defaultsOf(managers.servicesManager),
        pageFacts: () => ({
          userAgent: navigator.userAgent,
          cores: navigator.hardwareConcurrency,
          deviceMemory: (navigator as { deviceMemory?: number }).deviceMemory,
          crossOriginIsolated: window.crossOriginIsolated,
          webGpu: 'gpu' in navigator,
        }),
        featureSetting: localText('fewShotLms.storedFeatures'),
        modelSetting: localText('fewShotLms.model'),
      });
    },
  };
}

/** Kept by the browser; nothing where it is told to keep nothing. */
function localText(name: string): KeptText {
  return {
    read: () => {
      try {
        return localStorage.getItem(name);
      } catch {
        return null;
      }
    },
    write: (text) => {
      try {
        localStorage.setItem(name, text);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** What the installation says, by a customization; what it leaves out is as usual. */
function defaultsOf({ services }: ServicesManager): ServiceDefaults {
  const customizations = services.customizationService as CustomizationService | undefined;
  const chosen = customizations?.getCustomization(DEFAULTS_CUSTOMIZATION);
  return { ...DEFAULTS, ...(chosen as Partial<ServiceDefaults> | undefined) };
}

/** OHIF's page names the folder that the viewer is served from. */
function viewerRoot(): URL {
  const { PUBLIC_URL } = window as { PUBLIC_URL?: string };
  return new URL(PUBLIC_URL || '/', document.baseURI);
}

export function serviceIn(servicesManager: ServicesManager): FewShotLmsService {
  return servicesManager.services[SERVICE_NAME] as FewShotLmsService;
}

import { EXTENSION_ID } from './id';
import { getCommandsModule } from './getCommandsModule';
import { getCustomizationModule } from './getCustomizationModule';
import { getPanelModule } from './getPanelModule';
import type { OhifManagers } from './ohif/ohifServices';
import { translateByOhif } from './ohif/translateByOhif';
import { injectStyles } from './panel/styles';
import {
  SERVICE_NAME,
  serviceIn,
  serviceRegistration,
  type ExtensionConfiguration,
} from './services/registration';

interface PreRegistration extends OhifManagers {
  readonly configuration?: ExtensionConfiguration;
}

/** The OHIF extension: a panel, commands for everything that it does, and the service behind both. */
export const extension = {
  id: EXTENSION_ID,

  preRegistration({ configuration, ...managers }: PreRegistration): void {
    translateByOhif();
    managers.servicesManager.registerService(serviceRegistration(managers, configuration ?? {}));
    injectStyles(document);
  },

  // OHIF tells extensions of every mode that is entered, of those without the panel, too: the mode or the panel enters.

  onModeExit({ servicesManager }: OhifManagers): void {
    serviceIn(servicesManager).leave();
  },

  getPanelModule,
  getCommandsModule,
  getCustomizationModule,
};

export { SERVICE_NAME };

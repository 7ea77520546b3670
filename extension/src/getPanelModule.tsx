import { PANEL_NAME } from './id';
import type { OhifManagers } from './ohif/ohifServices';
import { commandActions } from './panel/commandActions';
import { EnteringPanel } from './panel/EnteringPanel';
import { serviceIn } from './services/registration';
import { texts } from './texts';

/** The panel, its actions run as OHIF commands. */
export function getPanelModule({ servicesManager, commandsManager }: OhifManagers) {
  const actions = commandActions(commandsManager, () => serviceIn(servicesManager));
  return [
    {
      name: PANEL_NAME,
      iconName: 'tab-segmentation',
      iconLabel: texts.panel.title,
      label: texts.panel.title,
      component: () => <EnteringPanel service={serviceIn(servicesManager)} actions={actions} />,
    },
  ];
}

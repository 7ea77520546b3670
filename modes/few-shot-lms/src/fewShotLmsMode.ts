import { hotkeys } from './hotkeys';
import { segmentationModeWithPanel } from './segmentationModeWithPanel';
import { toolbarButtons } from './toolbarButtons';
import type { ModeDefinition, ModeFactoryProps } from './ohifMode';

export const MODE_ID = '@few-shot-lms/ohif-mode';
export const ROUTE_NAME = 'few-shot-lms';

/** OHIF's segmentation mode with the Few-shot LMS panel first on the right. */
export const fewShotLmsMode: ModeDefinition = {
  id: MODE_ID,
  async modeFactory({ modeConfiguration, loadModules }: ModeFactoryProps) {
    const [stock] = await loadModules(['@ohif/mode-segmentation']);
    return {
      ...segmentationModeWithPanel(stock.modeInstance, {
        id: MODE_ID,
        routeName: ROUTE_NAME,
        displayName: 'Few-shot LMS',
        panel: '@few-shot-lms/ohif-extension.panelModule.fewShotLms',
        hotkeys,
        toolbarButtons,
      }),
      ...modeConfiguration,
    };
  },
  extensionDependencies: {
    '@ohif/extension-default': '^3.13.0',
    '@ohif/extension-cornerstone': '^3.13.0',
    '@ohif/extension-cornerstone-dicom-seg': '^3.13.0',
    '@few-shot-lms/ohif-extension': '^0.1.0',
  },
};

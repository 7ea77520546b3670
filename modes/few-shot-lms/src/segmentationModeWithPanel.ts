import type { HotkeyBinding } from './hotkeys';
import type { ToolbarButton } from './toolbarButtons';
import type { ModeContext, ModeInstance, ModeWords } from './ohifMode';

export interface PanelMode {
  readonly id: string;
  readonly routeName: string;
  readonly displayName: string;
  /** Reference of the panel, `<extension id>.panelModule.<name>`. */
  readonly panel: string;
  /** Added to OHIF's own. */
  hotkeys(words: ModeWords): readonly HotkeyBinding[];
  /** Added to the end of OHIF's main toolbar. */
  toolbarButtons(words: ModeWords, isRunning: () => boolean): readonly ToolbarButton[];
}

/** The stock segmentation mode subscribes to two events to bring its own panel to the front. */
const TAB_SWITCH_SUBSCRIPTIONS = 2;

/**
 * Builds a mode from OHIF's stock segmentation mode: the same tools, tool groups, viewports and panels, with one more
 * panel in front of the others on the right, some keys and some buttons.
 */
export function segmentationModeWithPanel(stock: ModeInstance, mode: PanelMode): ModeInstance {
  const [route, ...otherRoutes] = stock.routes;
  const { layoutInstance } = route;
  let toolbarFollows = false;
  return {
    ...stock,
    id: mode.id,
    routeName: mode.routeName,
    displayName: mode.displayName,
    hide: false,
    onModeEnter(this: ModeInstance, context: ModeContext) {
      stock.onModeEnter.call(this, context);
      // They are the last ones that the stock mode adds; without this its panel would cover ours at the first segment.
      for (const unsubscribe of this._unsubscriptions?.splice(-TAB_SWITCH_SUBSCRIPTIONS) ?? []) unsubscribe();
      const { customizationService, fewShotLmsService, toolbarService } = context.servicesManager.services;
      const words = fewShotLmsService.modeWords();
      const buttons = mode.toolbarButtons(words, () => fewShotLmsService.isRunning());
      if (!toolbarFollows) {
        const { RUN_STARTED, RUN_ENDED } = fewShotLmsService.EVENTS;
        toolbarService.registerEventForToolbarUpdate(fewShotLmsService, [RUN_STARTED, RUN_ENDED]);
        // OHIF has no way to end it, so once is enough for the page's life.
        toolbarFollows = true;
      }
      toolbarService.register(buttons);
      toolbarService.updateSection(
        'primary',
        buttons.map(({ id }) => id),
      );
      customizationService.setCustomizations({ 'ohif.hotkeyBindings': { $push: mode.hotkeys(words) } });
      fewShotLmsService.enter();
    },
    onModeExit(this: ModeInstance, context: ModeContext) {
      // Before any extension hears of it, OHIF throws all segmentations away; the service keeps copies.
      context.servicesManager.services.fewShotLmsService.leave();
      stock.onModeExit.call(this, context);
    },
    routes: [
      {
        ...route,
        path: mode.routeName,
        layoutInstance: {
          ...layoutInstance,
          props: {
            ...layoutInstance.props,
            rightPanels: [mode.panel, ...layoutInstance.props.rightPanels],
            rightPanelClosed: false,
          },
        },
      },
      ...otherRoutes,
    ],
  };
}

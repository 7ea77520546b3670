import type { HotkeyName } from './hotkeys';
import type { ToolbarButton } from './toolbarButtons';

/** The parts of OHIF's mode contract that this mode reads or writes; OHIF 3.13 publishes no types. */

export interface ModeLayoutProps {
  readonly rightPanels: readonly string[];
  readonly [prop: string]: unknown;
}

export interface ModeRoute {
  readonly path: string;
  readonly layoutInstance: { readonly id: string; readonly props: ModeLayoutProps };
  readonly [prop: string]: unknown;
}

/** The parts of the Few-shot LMS extension's service that the mode uses. */
export interface FewShotLmsService {
  /** Follows the viewer from now on; in modes that do not call this nothing is loaded or computed. */
  enter(): void;
  leave(): void;
  isRunning(): boolean;
  readonly EVENTS: { readonly RUN_STARTED: string; readonly RUN_ENDED: string };
  /** Names of keys and buttons in the viewer's language. */
  modeWords(): ModeWords;
}

export interface ModeWords {
  readonly hotkeys: Readonly<Record<HotkeyName, string>>;
  /** The buttons in the toolbar, and what they do. */
  readonly propagate: string;
  readonly propagateHint: string;
  readonly cancel: string;
  readonly cancelHint: string;
}

/** What OHIF hands to a mode when it is entered or left. */
export interface ModeContext {
  readonly servicesManager: {
    readonly services: {
      readonly customizationService: {
        /** Changes hold until the mode is left. */
        setCustomizations(changes: Readonly<Record<string, unknown>>): void;
      };
      readonly toolbarService: {
        /** Holds until another mode is entered. */
        register(buttons: readonly ToolbarButton[]): void;
        /** Adds to what the section has. */
        updateSection(section: string, buttonIds: readonly string[]): void;
        /** Has the buttons evaluated at events of a service from now on, in whatever mode. */
        registerEventForToolbarUpdate(service: FewShotLmsService, events: readonly string[]): void;
      };
      readonly fewShotLmsService: FewShotLmsService;
    };
  };
}

export interface ModeInstance {
  readonly id: string;
  readonly routeName: string;
  readonly displayName: string;
  readonly routes: readonly ModeRoute[];
  /** Filled by the stock mode's onModeEnter, emptied by its onModeExit. */
  _unsubscriptions?: (() => void)[];
  onModeEnter(this: ModeInstance, context: ModeContext): void;
  onModeExit(this: ModeInstance, context: ModeContext): void;
  readonly [prop: string]: unknown;
}

export interface ModeFactoryProps {
  readonly modeConfiguration?: Partial<ModeInstance>;
  loadModules(names: readonly string[]): Promise<{ readonly modeInstance: ModeInstance }[]>;
}

export interface ModeDefinition {
  readonly id: string;
  modeFactory(props: ModeFactoryProps): Promise<ModeInstance>;
  readonly extensionDependencies: Readonly<Record<string, string>>;
}

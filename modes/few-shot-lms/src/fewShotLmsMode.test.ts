import { fewShotLmsMode } from './fewShotLmsMode';
import { hotkeys } from './hotkeys';
import type { ModeContext, ModeInstance, ModeWords } from './ohifMode';
import { toolbarButtons } from './toolbarButtons';

const words: ModeWords = {
  hotkeys: {
    propagate: 'Ausbreiten',
    update: 'Aktualisieren',
    cancel: 'Abbrechen',
    nextToCheck: 'Nächste Schicht',
    acceptSlice: 'Geprüft',
    acceptAndNext: 'Geprüft, nächste',
    resume: 'Weiter',
    lockSlice: 'Als Stütze',
    unlockSlice: 'Freigeben',
    clearSlice: 'Schicht leeren',
    save: 'Sichern',
  },
  propagate: 'Ausbreiten',
  propagateHint: 'füllt die anderen Schichten',
  cancel: 'Abbrechen',
  cancelHint: 'beendet den Lauf',
};

function stockMode(): ModeInstance & { ended: string[] } {
  const ended: string[] = [];
  return {
    id: '@ohif/mode-segmentation',
    routeName: 'segmentation',
    displayName: 'Segmentation',
    extensions: { '@ohif/extension-default': '^3.0.0' },
    routes: [
      {
        path: 'template',
        layoutTemplate: () => 'template',
        layoutInstance: { id: 'layout', props: { leftPanels: ['list'], rightPanels: ['stock'] } },
      },
    ],
    ended,
    onModeEnter() {
      this._unsubscriptions = ['triggers', 'switch 1', 'switch 2'].map((name) => () => void ended.push(name));
    },
    onModeExit: () => void ended.push('stock'),
  };
}

/** @param entered how many customizations were set each time when the extension was entered */
function context(
  log: unknown[],
  ended: string[] = [],
  toolbar: string[] = [],
  entered: number[] = [],
): ModeContext {
  return {
    servicesManager: {
      services: {
        customizationService: { setCustomizations: (changes) => void log.push(changes) },
        toolbarService: {
          register: (buttons) => void toolbar.push(...buttons.map(({ id, props }) => `${id} ${props.label}`)),
          updateSection: (section, ids) => void toolbar.push(`${section}: ${ids.join()}`),
          registerEventForToolbarUpdate: (_, events) => void toolbar.push(`evaluated at ${events.join()}`),
        },
        fewShotLmsService: {
          enter: () => void entered.push(log.length),
          leave: () => void ended.push('extension'),
          isRunning: () => false,
          EVENTS: { RUN_STARTED: 'start', RUN_ENDED: 'end' },
          modeWords: () => words,
        },
      },
    },
  };
}

describe('the mode', () => {
  it('is the stock segmentation mode with our panel in front, under its own route', async () => {
    const stock = stockMode();
    const asked: unknown[] = [];
    const mode = await fewShotLmsMode.modeFactory({
      loadModules: async (names) => {
        asked.push(...names);
        return [{ modeInstance: stock }];
      },
    });
    expect(asked).toEqual(['@ohif/mode-segmentation']);
    expect(mode).toMatchObject({
      id: fewShotLmsMode.id,
      routeName: 'few-shot-lms',
      displayName: 'Few-shot LMS',
    });
    expect(mode.routes[0].path).toBe('few-shot-lms');
    expect(mode.routes[0].layoutInstance.props).toMatchObject({
      leftPanels: ['list'],
      rightPanels: ['@few-shot-lms/ohif-extension.panelModule.fewShotLms', 'stock'],
    });
    expect(stock.routes[0].layoutInstance.props.rightPanels).toEqual(['stock']);
    // OHIF 3.13 would import() a bare name that is listed here; ours is registered at start.
    expect(mode.extensions).toBe(stock.extensions);
  });

  it('drops the two subscriptions that would bring the stock panel to the front, and no other', async () => {
    const stock = stockMode();
    const mode = await fewShotLmsMode.modeFactory({ loadModules: async () => [{ modeInstance: stock }] });
    mode.onModeEnter(context([]));
    expect(stock.ended).toEqual(['switch 1', 'switch 2']);
    expect(mode._unsubscriptions).toHaveLength(1);
  });

  it('adds its keys to OHIF’s own, each one once and none that OHIF has', async () => {
    const log: unknown[] = [];
    const mode = await fewShotLmsMode.modeFactory({
      loadModules: async () => [{ modeInstance: stockMode() }],
    });
    mode.onModeEnter(context(log));
    const bindings = hotkeys(words);
    expect(log).toEqual([{ 'ohif.hotkeyBindings': { $push: bindings } }]);
    expect(bindings.map(({ label }) => label)).toEqual(Object.values(words.hotkeys));
    const keys = bindings.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^shift\+[a-z]$/);
  });

  it('has its keys hand over what a command needs', () => {
    const options = (command: string) =>
      hotkeys(words).find(({ commandName }) => commandName === command)?.commandOptions;
    expect(options('fewShotLmsClear')).toEqual({ what: 'slice' });
    expect(options('fewShotLmsSave')).toEqual({ to: 'store' });
    expect(options('fewShotLmsResume')).toBeUndefined();
  });

  it('has the extension follow the viewer once all is set that it may ask for', async () => {
    const mode = await fewShotLmsMode.modeFactory({
      loadModules: async () => [{ modeInstance: stockMode() }],
    });
    const entered: number[] = [];
    mode.onModeEnter(context([], [], [], entered));
    expect(entered).toEqual([1]);
  });

  it('lets the extension keep the segmentations before the stock mode lets go', async () => {
    const stock = stockMode();
    const mode = await fewShotLmsMode.modeFactory({ loadModules: async () => [{ modeInstance: stock }] });
    mode.onModeExit(context([], stock.ended));
    expect(stock.ended).toEqual(['extension', 'stock']);
  });

  it('adds its buttons to the main toolbar, which looks at them anew when a run starts or ends', async () => {
    const mode = await fewShotLmsMode.modeFactory({
      loadModules: async () => [{ modeInstance: stockMode() }],
    });
    const toolbar: string[] = [];
    mode.onModeEnter(context([], [], toolbar));
    const added = [
      ...['FewShotLmsPropagate Ausbreiten', 'FewShotLmsCancel Abbrechen'],
      'primary: FewShotLmsPropagate,FewShotLmsCancel',
    ];
    expect(toolbar).toEqual(['evaluated at start,end', ...added]);
    // Another time the mode is entered OHIF still knows the events.
    mode.onModeEnter(context([], [], toolbar));
    expect(toolbar.slice(1)).toEqual([...added, ...added]);
  });

  it('has a button to cancel during a run, and then no other run to be started', () => {
    let running = false;
    const [propagate, cancel] = toolbarButtons(words, () => running).map(({ props }) => props);
    expect(cancel.visible).toBe(false);
    expect([propagate.evaluate(), cancel.evaluate()]).toEqual([{ disabled: false }, { visible: false }]);
    running = true;
    expect([propagate.evaluate(), cancel.evaluate()]).toEqual([{ disabled: true }, { visible: true }]);
  });
});

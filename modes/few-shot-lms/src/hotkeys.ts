import type { ModeWords } from './ohifMode';

/** A key binding as OHIF's `ohif.hotkeyBindings` customization holds them. */
export interface HotkeyBinding {
  readonly commandName: string;
  /** Handed to the command. */
  readonly commandOptions?: CommandOptions;
  readonly label: string;
  readonly keys: readonly string[];
  readonly isEditable: boolean;
}

type CommandOptions = Readonly<Record<string, string>>;
type Key = readonly [commandName: string, key: string, options?: CommandOptions];

/** Keys of the mode: all with shift, for OHIF's own take single letters and ctrl. People can change them in OHIF. */
const KEYS = {
  propagate: ['fewShotLmsPropagate', 'shift+p'],
  update: ['fewShotLmsUpdate', 'shift+u'],
  cancel: ['fewShotLmsCancel', 'shift+x'],
  nextToCheck: ['fewShotLmsNextToCheck', 'shift+n'],
  acceptSlice: ['fewShotLmsAcceptSlice', 'shift+a'],
  acceptAndNext: ['fewShotLmsAcceptAndNext', 'shift+d'],
  resume: ['fewShotLmsResume', 'shift+g'],
  lockSlice: ['fewShotLmsLockSlice', 'shift+l'],
  unlockSlice: ['fewShotLmsUnlockSlice', 'shift+k'],
  clearSlice: ['fewShotLmsClear', 'shift+c', { what: 'slice' }],
  save: ['fewShotLmsSave', 'shift+s', { to: 'store' }],
} as const satisfies Readonly<Record<string, Key>>;

export type HotkeyName = keyof typeof KEYS;

/** The bindings under the names of the viewer's language. */
export function hotkeys(words: ModeWords): readonly HotkeyBinding[] {
  return (Object.keys(KEYS) as HotkeyName[]).map((name) => {
    const [commandName, key, commandOptions]: Key = KEYS[name];
    const binding = { commandName, label: words.hotkeys[name], keys: [key], isEditable: true };
    return commandOptions ? { ...binding, commandOptions } : binding;
  });
}

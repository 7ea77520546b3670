import type { ModeWords } from './ohifMode';

/** A key binding as OHIF's `ohif.hotkeyBindings` customization holds them. */
export interface HotkeyBinding {
  readonly commandName: string;
  readonly label: string;
  readonly keys: readonly string[];
  readonly isEditable: boolean;
}

/** Keys of the mode: all with shift, for OHIF's own take single letters and ctrl. People can change them in OHIF. */
const KEYS = {
  propagate: ['fewShotLmsPropagate', 'shift+p'],
  update: ['fewShotLmsUpdate', 'shift+u'],
  cancel: ['fewShotLmsCancel', 'shift+x'],
  nextToCheck: ['fewShotLmsNextToCheck', 'shift+n'],
  acceptSlice: ['fewShotLmsAcceptSlice', 'shift+a'],
} as const;

export type HotkeyName = keyof typeof KEYS;

/** The bindings under the names of the viewer's language. */
export function hotkeys(words: ModeWords): readonly HotkeyBinding[] {
  return (Object.keys(KEYS) as HotkeyName[]).map((name) => {
    const [commandName, key] = KEYS[name];
    return { commandName, label: words.hotkeys[name], keys: [key], isEditable: true };
  });
}

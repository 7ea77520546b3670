/** A key binding as OHIF's `ohif.hotkeyBindings` customization holds them. */
export interface HotkeyBinding {
  readonly commandName: string;
  readonly label: string;
  readonly keys: readonly string[];
  readonly isEditable: boolean;
}

/** Keys of the mode: all with shift, for OHIF's own take single letters and ctrl. People can change them in OHIF. */
export const hotkeys: readonly HotkeyBinding[] = [
  binding('Propagate', 'Few-shot LMS: propagate', 'shift+p'),
  binding('Update', 'Few-shot LMS: update', 'shift+u'),
  binding('Cancel', 'Few-shot LMS: cancel', 'shift+x'),
  binding('NextToCheck', 'Few-shot LMS: next to check', 'shift+n'),
  binding('AcceptSlice', 'Few-shot LMS: slice is checked', 'shift+a'),
];

function binding(command: string, label: string, key: string): HotkeyBinding {
  return { commandName: `fewShotLms${command}`, label, keys: [key], isEditable: true };
}

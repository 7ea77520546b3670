import type { ModeWords } from './ohifMode';

/** A button as OHIF's toolbar service takes it. */
export interface ToolbarButton {
  readonly id: string;
  readonly uiType: string;
  readonly props: {
    readonly icon: string;
    readonly label: string;
    readonly tooltip: string;
    readonly commands: string;
    readonly evaluate: string;
  };
}

/** Buttons of the mode at the end of OHIF's main toolbar. */
export function toolbarButtons(words: ModeWords): readonly ToolbarButton[] {
  return [
    {
      id: 'FewShotLmsPropagate',
      uiType: 'ohif.toolButton',
      props: {
        icon: 'icon-labelmap-slice-propagation',
        label: words.propagate,
        tooltip: words.propagateHint,
        commands: 'fewShotLmsPropagate',
        evaluate: 'evaluate.action',
      },
    },
  ];
}

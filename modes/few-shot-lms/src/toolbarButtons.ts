import type { ModeWords } from './ohifMode';

/** What OHIF finds out about a button whenever it evaluates the toolbar. */
export interface ButtonEvaluation {
  readonly disabled?: boolean;
  readonly visible?: boolean;
}

/** A button as OHIF's toolbar service takes it. */
export interface ToolbarButton {
  readonly id: string;
  readonly uiType: string;
  readonly props: {
    readonly icon: string;
    readonly label: string;
    readonly tooltip: string;
    readonly commands: string;
    /** Until it is evaluated for the first time. */
    readonly visible?: boolean;
    evaluate(): ButtonEvaluation;
  };
}

/** Buttons of the mode at the end of OHIF's main toolbar: one to propagate, and one to cancel that is there during a run. */
export function toolbarButtons(words: ModeWords, isRunning: () => boolean): readonly ToolbarButton[] {
  return [
    {
      id: 'FewShotLmsPropagate',
      uiType: 'ohif.toolButton',
      props: {
        icon: 'icon-labelmap-slice-propagation',
        label: words.propagate,
        tooltip: words.propagateHint,
        commands: 'fewShotLmsPropagate',
        evaluate: () => ({ disabled: isRunning() }),
      },
    },
    {
      // A button of its own: the second press of a double click must not cancel what the first one has started.
      id: 'FewShotLmsCancel',
      uiType: 'ohif.toolButton',
      props: {
        icon: 'close',
        label: words.cancel,
        tooltip: words.cancelHint,
        commands: 'fewShotLmsCancel',
        visible: false,
        evaluate: () => ({ visible: isRunning() }),
      },
    },
  ];
}

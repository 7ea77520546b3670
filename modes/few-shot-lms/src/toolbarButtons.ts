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
export const toolbarButtons: readonly ToolbarButton[] = [
  {
    id: 'FewShotLmsPropagate',
    uiType: 'ohif.toolButton',
    props: {
      icon: 'icon-labelmap-slice-propagation',
      label: 'Propagate',
      tooltip: 'Few-shot LMS: fill the other slices from the drawn ones',
      commands: 'fewShotLmsPropagate',
      evaluate: 'evaluate.action',
    },
  },
];

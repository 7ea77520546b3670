/** What an installation may set otherwise, by OHIF's customization of this name. */
export const DEFAULTS_CUSTOMIZATION = 'fewShotLms.defaults';

export interface ServiceDefaults {
  /** Load images before anybody asks for a run. */
  readonly workAhead: boolean;
  /** Series above this are loaded only when a run needs them. */
  readonly workAheadLimitMb: number;
  /** Runs may take voxels of segments that are not part of them, until the user says otherwise. */
  readonly mayOverwrite: boolean;
}

export const DEFAULTS: ServiceDefaults = { workAhead: true, workAheadLimitMb: 512, mayOverwrite: false };

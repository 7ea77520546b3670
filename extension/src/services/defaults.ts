import type { ProviderChoice } from '../state/sessionState';

/** What an installation may set otherwise, by OHIF's customization of this name. */
export const DEFAULTS_CUSTOMIZATION = 'fewShotLms.defaults';

export interface ServiceDefaults {
  /** Load images before anybody asks for a run. */
  readonly workAhead: boolean;
  /** Series above this are loaded only when a run needs them. */
  readonly workAheadLimitMb: number;
  /** Compute features before anybody asks for a run, with models that have an encoder of whole slices. */
  readonly encodeAhead: boolean;
  /** Memory that they may take; half of it on a machine with little. */
  readonly featureMemoryMb: number;
  /** Disk that they may take where the user has them kept there. */
  readonly featureDiskMb: number;
  /** Runs may take voxels of segments that are not part of them, until the user says otherwise. */
  readonly mayOverwrite: boolean;
  /** Id of the model that is used until the user chooses another one; null: the default of the list. */
  readonly model: string | null;
  /** What it runs on, until the user chooses. */
  readonly provider: ProviderChoice;
}

export const DEFAULTS: ServiceDefaults = {
  workAhead: true,
  workAheadLimitMb: 512,
  encodeAhead: true,
  featureMemoryMb: 512,
  featureDiskMb: 2048,
  mayOverwrite: false,
  model: null,
  provider: 'auto',
};

import type { ServiceDefaults } from './defaults';

/** Gigabytes of a machine that has little memory, as browsers tell it (in powers of two, at most 8). */
const LITTLE_MEMORY = 4;
const MEGABYTE = 2 ** 20;

/** What may be prepared unasked. */
export interface AheadLimits {
  /** Series above this are not loaded ahead. */
  readonly volumeBytes: number;
  readonly encodes: boolean;
  readonly featureBytes: number;
  readonly diskBytes: number;
}

/** @param deviceMemory gigabytes of this machine; undefined where the browser does not say */
export function aheadLimits(defaults: ServiceDefaults, deviceMemory: number | undefined): AheadLimits {
  const little = deviceMemory !== undefined && deviceMemory <= LITTLE_MEMORY;
  return {
    volumeBytes: defaults.workAheadLimitMb * MEGABYTE,
    encodes: defaults.workAhead && defaults.encodeAhead,
    featureBytes: (defaults.featureMemoryMb * MEGABYTE) / (little ? 2 : 1),
    diskBytes: defaults.featureDiskMb * MEGABYTE,
  };
}

import { DEFAULTS, DEFAULTS_CUSTOMIZATION } from './services/defaults';

/** Defaults that an installation can change with OHIF's customization service, globally or in a mode. */
export function getCustomizationModule() {
  return [{ name: 'default', value: { [DEFAULTS_CUSTOMIZATION]: DEFAULTS } }];
}

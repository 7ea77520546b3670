import type { CustomizationService } from './ohifServices';

/** OHIF's switch for what it computes of a segment. */
const SWITCHED_OFF = 'panelSegmentation.disableUpdateSegmentationStats';

/**
 * OHIF computes volume, mean and the like of every segment of a labelmap a second after each change of it, and copies the
 * whole labelmap and its series on the page's thread to do so: the page stands still meanwhile, and a run is held up.
 *
 * @returns the function that sets the switch to what it was
 */
export function pauseStatistics(customizations: CustomizationService | undefined): () => void {
  const before = customizations?.getCustomization(SWITCHED_OFF) ?? false;
  if (!customizations || before === true) return () => undefined;
  customizations.setCustomizations({ [SWITCHED_OFF]: { $set: true } });
  return () => customizations.setCustomizations({ [SWITCHED_OFF]: { $set: before } });
}

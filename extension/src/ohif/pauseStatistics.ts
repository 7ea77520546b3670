import type { CustomizationService } from './ohifServices';

/** OHIF's switch for what it computes of a segment. */
const SWITCHED_OFF = 'panelSegmentation.disableUpdateSegmentationStats';

/** What the switch was before the pauses that go on, and how many there are. */
const pauses = new WeakMap<CustomizationService, { readonly before: unknown; readonly count: number }>();

/**
 * OHIF computes volume, mean and the like of every segment of a labelmap a second after each change of it, and copies the
 * whole labelmap and its series on the page's thread to do so: the page stands still meanwhile, and a run is held up.
 * Pauses may overlap, for a run may be over for the user before it has come to its end: the last one that ends counts.
 *
 * @returns the function that ends the pause; the switch is set then to what it was before the first one
 */
export function pauseStatistics(customizations: CustomizationService | undefined): () => void {
  if (!customizations) return () => undefined;
  const ongoing = pauses.get(customizations);
  const before = ongoing ? ongoing.before : (customizations.getCustomization(SWITCHED_OFF) ?? false);
  if (before === true) return () => undefined;
  pauses.set(customizations, { before, count: (ongoing?.count ?? 0) + 1 });
  customizations.setCustomizations({ [SWITCHED_OFF]: { $set: true } });
  return () => {
    const count = (pauses.get(customizations)?.count ?? 1) - 1;
    if (count > 0) {
      pauses.set(customizations, { before, count });
      return;
    }
    pauses.delete(customizations);
    customizations.setCustomizations({ [SWITCHED_OFF]: { $set: before } });
  };
}

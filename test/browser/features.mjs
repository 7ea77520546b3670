/** The model that encodes whole slices, which can be done ahead. */
export const PAPER_MODEL = 'lms-paper';
/** A slice's features: 512 channels on 32 × 32 cells, whatever the size of the images. */
export const SLICE_MB = 2;

export async function choosePaperModel(viewer) {
  await viewer.modelReady();
  await viewer.part('model-menu').locator('summary').click();
  await viewer.part('model-choice').selectOption(PAPER_MODEL);
  await viewer.part('backend').getByText(`(${PAPER_MODEL} `).waitFor({ timeout: 120_000 });
}

/** Waits until the making of features has come to a phase. */
export function featuresReach(viewer, phase) {
  return viewer.page.locator(`[data-cy=fslms-features][data-phase=${phase}]`).waitFor({ timeout: 240_000 });
}

export async function featureCounts(viewer) {
  const part = viewer.part('features');
  if ((await part.count()) === 0) return { encoded: 0, fromDisk: 0 };
  const [encoded, fromDisk] = await Promise.all(
    ['data-encoded', 'data-from-disk'].map((name) => part.getAttribute(name)),
  );
  return { encoded: Number(encoded), fromDisk: Number(fromDisk) };
}

export function featureLine(viewer) {
  return viewer.part('features').innerText();
}

/** Sets what a deployment sets. */
export function setDefaults(page, defaults) {
  return page.evaluate((chosen) => {
    const { customizationService } = window.services;
    customizationService.setCustomizations(
      { 'fewShotLms.defaults': { $set: chosen } },
      customizationService.Scope?.Global,
    );
  }, defaults);
}

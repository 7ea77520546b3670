/** Segmentation Storage (PS3.4 annex B): BINARY and FRACTIONAL. */
export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
/** Label Map Segmentation Storage (Supplement 243): LABELMAP. */
export const LABEL_MAP_SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.7';

export function isSegClass(sopClassUid: string): boolean {
  return sopClassUid === SEGMENTATION_STORAGE || sopClassUid === LABEL_MAP_SEGMENTATION_STORAGE;
}

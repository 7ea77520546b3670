const VOI = 'voiLutModule';
/** Above every provider of the host, so that this one is asked first. */
const PRIORITY = 100_000;

/**
 * Makes the viewer find the window from the pixels where an image names one that is not allowed. The width must be at
 * least 1 (PS3.3 C.11.2.1.2), yet some scanners write 0 for "none"; taken at its word, the image is black or white.
 *
 * @param {{addProvider: Function, get: Function}} metaData Cornerstone3D's registry of metadata providers
 */
export function ignoreInvalidWindows(metaData) {
  let isAskingOthers = false;
  metaData.addProvider((type, ...query) => {
    if (type !== VOI || isAskingOthers) return undefined;
    isAskingOthers = true;
    try {
      const voi = metaData.get(VOI, ...query);
      const width = [voi?.windowWidth].flat()[0];
      return width < 1 ? { ...voi, windowCenter: undefined, windowWidth: undefined } : undefined;
    } finally {
      isAskingOthers = false;
    }
  }, PRIORITY);
}

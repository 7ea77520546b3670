import { CancelledError, UserError } from '@few-shot-lms/engine';
import { cache, imageLoader, type Types } from '@cornerstonejs/core';
import { texts } from '../texts';

/** What OHIF's viewports ask for, so that an image loaded here is the one that they show. The types lack preScale. */
const AS_THE_VIEWER = { preScale: { enabled: true } } as unknown as LoadOptions;
type LoadOptions = Parameters<typeof imageLoader.loadAndCacheImage>[1];

/** Images asked for at a time; the browser opens six connections to one host. */
const AT_A_TIME = 6;

/** How pixel values become modality units: 1 and 0 if the loader has scaled them already. */
export function modalityScale(image: Types.IImage): { slope: number; intercept: number } {
  if (image.preScale?.scaled) return { slope: 1, intercept: 0 };
  return { slope: image.slope ?? 1, intercept: image.intercept ?? 0 };
}

/**
 * The image of a slice, from memory or loaded the way the viewer loads it.
 * @param number of the slice, for the message
 * @throws UserError
 */
export async function sourceImage(imageId: string, number: number): Promise<Types.IImage> {
  const known = cache.getImage(imageId);
  if (known) return known;
  try {
    return await imageLoader.loadAndCacheImage(imageId, AS_THE_VIEWER);
  } catch (error) {
    console.warn(`few-shot-lms: image of slice ${number} did not load`, error);
    throw new UserError(texts.problems.sliceNotLoaded(number));
  }
}

/**
 * Visits the images of a series, several on the way at a time, in no particular order.
 * @throws UserError if one cannot be had, CancelledError
 */
export async function visitImages(
  imageIds: readonly string[],
  visit: (slice: number, image: Types.IImage) => void,
  numberOf: (slice: number) => number,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  const walk = async () => {
    while (next < imageIds.length) {
      if (signal.aborted) throw new CancelledError();
      const slice = next++;
      const image = await sourceImage(imageIds[slice], numberOf(slice));
      if (signal.aborted) throw new CancelledError();
      visit(slice, image);
      // Images from memory come at once; without a pause the copying would hold up the viewer.
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, walk));
}

import { CancelledError, UserError } from '@few-shot-lms/engine';
import { cache, Enums, imageLoader, type Types } from '@cornerstonejs/core';
import { texts } from '../texts';
import type { ReadOptions } from './ViewerHost';

/**
 * What OHIF's viewports ask for, so that an image loaded here is the one that they show; what nobody waits for queues
 * behind what the viewer wants to show. The types lack preScale.
 */
function loadOptions(urgent: boolean): LoadOptions {
  const queue = urgent ? {} : { requestType: Enums.RequestType.Prefetch, priority: 10 };
  return { preScale: { enabled: true }, ...queue } as unknown as LoadOptions;
}
type LoadOptions = Parameters<typeof imageLoader.loadAndCacheImage>[1];

/** Images asked for at a time; the browser opens six connections to one host. */
const AT_A_TIME = 6;
const AT_A_TIME_AHEAD = 2;
/** A busy page gets its turn at least this often. */
const IDLE_TIMEOUT_MS = 500;

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
export async function sourceImage(imageId: string, number: number, urgent = true): Promise<Types.IImage> {
  const known = cache.getImage(imageId);
  if (known) return known;
  try {
    return await imageLoader.loadAndCacheImage(imageId, loadOptions(urgent));
  } catch (error) {
    console.warn(`few-shot-lms: image of slice ${number} did not load`, error);
    throw new UserError(texts.problems.sliceNotLoaded(number));
  }
}

/**
 * Visits the images of a series, several on the way at a time, in no particular order. While nothing is urgent only a few,
 * and only when the page has nothing better to do. With the first that cannot be had nothing more is asked for or visited.
 * @throws UserError if one cannot be had, CancelledError
 */
export async function visitImages(
  imageIds: readonly string[],
  visit: (slice: number, image: Types.IImage) => void,
  numberOf: (slice: number) => number,
  { signal, urgency }: Pick<ReadOptions, 'signal' | 'urgency'>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new CancelledError());
    signal.addEventListener('abort', () => reject(new CancelledError()), { once: true });
  });
  // It is only raced with; nobody may be there when it comes.
  aborted.catch(() => undefined);
  const walk = async (walker: number) => {
    if (walker >= AT_A_TIME_AHEAD) await Promise.race([urgency.whenUrgent, aborted]);
    while (!failed && next < imageIds.length) {
      const slice = next++;
      const loading = sourceImage(imageIds[slice], numberOf(slice), urgency.urgent);
      // The viewer empties its queues when a mode is left, and what waited there never comes.
      const image = await Promise.race([loading, aborted]);
      if (failed) return;
      visit(slice, image);
      // Images from memory come at once; without a pause the copying would hold up the viewer.
      await (urgency.urgent ? new Promise((resolve) => setTimeout(resolve)) : pageIdle());
      if (signal.aborted) throw new CancelledError();
    }
  };
  const walkers = Array.from({ length: AT_A_TIME }, (_, walker) =>
    walk(walker).catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  // Walkers that still wait for urgency have nothing to do when the first ones have come to the end.
  const first = walkers.slice(0, AT_A_TIME_AHEAD);
  const others = walkers.slice(AT_A_TIME_AHEAD);
  for (const walker of others) walker.catch(() => undefined);
  await Promise.all(first);
  if (urgency.urgent) await Promise.all(others);
}

function pageIdle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no idle callbacks.
    if (typeof requestIdleCallback === 'function') {
      requestIdleCallback(() => resolve(), { timeout: IDLE_TIMEOUT_MS });
    } else {
      setTimeout(resolve, 20);
    }
  });
}

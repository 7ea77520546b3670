import type { Figures } from './figures';

/**
 * What a chain has met on its way: a mask is the prior of the next slice, so what went wrong on the way stays wrong. `fallen`
 * and `regrowth` tell the object's end: presence has come down from where it was, and an object that had become small grows
 * again, which one that is drawn near its end does not do before it has reached its full size.
 */
export interface SoFar {
  readonly leastConfidence: number;
  readonly mostEntropy: number;
  /** Highest presence output (logit); -∞ before the first step. */
  readonly mostPresence: number;
  /** Pixels of the largest slice, the drawn one among them, and of the smallest since that. */
  readonly largest: number;
  readonly smallest: number;
  /** Most times an area, up to the largest, over the smallest before it. */
  readonly regrown: number;
}

/** Before the first step. @param areaPixels of the drawn slice */
export function beforeFirstStep(areaPixels: number): SoFar {
  return {
    leastConfidence: 1,
    mostEntropy: 0,
    mostPresence: -Infinity,
    largest: areaPixels,
    smallest: areaPixels,
    regrown: 1,
  };
}

/** One slice more. @param areaPixels of its mask */
export function oneMore(
  before: SoFar,
  areaPixels: number,
  step: Pick<Figures, 'confidence' | 'entropy' | 'presence'>,
): SoFar {
  const back = Math.min(areaPixels, before.largest) / Math.max(1, before.smallest);
  const grown = areaPixels > before.largest;
  return {
    leastConfidence: Math.min(before.leastConfidence, step.confidence),
    mostEntropy: Math.max(before.mostEntropy, step.entropy),
    mostPresence: Math.max(before.mostPresence, step.presence),
    largest: grown ? areaPixels : before.largest,
    smallest: grown ? areaPixels : Math.min(before.smallest, areaPixels),
    regrown: Math.max(before.regrown, back),
  };
}

/** The figures of the slice that was added last. @param presence its presence output */
export function historyFigures(
  soFar: SoFar,
  presence: number,
): Pick<Figures, 'leastConfidence' | 'mostEntropy' | 'fallen' | 'regrowth'> {
  return {
    leastConfidence: soFar.leastConfidence,
    mostEntropy: soFar.mostEntropy,
    fallen: soFar.mostPresence - presence,
    regrowth: Math.log(soFar.regrown),
  };
}

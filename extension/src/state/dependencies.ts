import { gapAt, type ReachedEnds } from '@few-shot-lms/engine';
import { drawnSlices, erasedSlices, type SliceState } from './provenance';

/**
 * Names everything that a run's result on a slice is made from: the drawn slices on both sides with their shapes, the erased
 * ones on the way from there and, where the walk goes outward, whether the user's own end makes it go on there. Two slices
 * with the same name need no second run.
 *
 * One thing is left out on purpose: outward, the scores and where the object is found to end depend a little on all drawn
 * slices (their middle and size, `reachOf` in the engine). A correction would otherwise have everything beyond the other end done again.
 *
 * @returns the function that names the basis of a slice, for the supports among `states`
 */
export function basisNaming(states: readonly SliceState[], ends: ReachedEnds): (slice: number) => string {
  const supports = drawnSlices(states);
  const erased = erasedSlices(states);
  const drawn = (support: number) => `${support} ${states[support].hash}`;
  // Up to the user's end the walk is the same wherever that end lies beyond.
  const open = (end: number | undefined, isWithin: boolean) =>
    end === undefined ? 'open' : isWithin ? 'goes on' : `beyond ${end}`;
  return (slice) => {
    const { below, above } = gapAt(slice, supports);
    const low = below === null ? open(ends.low, slice >= (ends.low ?? slice)) : drawn(below);
    const high = above === null ? open(ends.high, slice <= (ends.high ?? slice)) : drawn(above);
    const steppedOver = erased.filter((k) => k > (below ?? slice) && k < (above ?? slice));
    return [low, high, ...(steppedOver.length > 0 ? [`without ${steppedOver.join(' ')}`] : [])].join(' | ');
  };
}

/** True where a run's finding was made from something else than what is drawn now. */
export function isStale({ basis }: SliceState, basisNow: string): boolean {
  return basis !== undefined && basis !== basisNow;
}

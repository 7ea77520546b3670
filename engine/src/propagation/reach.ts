import type { DrawnSlice } from '../volume/volume';
import type { Run } from './plan';
import type { SliceSource } from './SliceSource';
import { areaOf } from '../mask/softMask';

/** Where the object's middle is thought to be and how large it is: what a slice's distance (figure `span`) is told by. */
export interface Reach {
  /** Millimetres along the slice direction. */
  readonly position: number;
  /** Millimetres: of a disc with the drawn area. */
  readonly radius: number;
}

/**
 * Beyond all drawn slices an object with several of them is centred between the outermost two and as wide as the largest;
 * between two drawn slices, and with one alone, the walk's own support tells.
 * @param supports all drawn slices of the segment
 */
export function reachOf(run: Run, supports: readonly DrawnSlice[], source: SliceSource): Reach {
  const own = supports.filter(({ slice }) => slice === run.support);
  const drawn = supports.map(({ slice }) => slice);
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const beyond = run.slices[0] < low || run.slices[0] > high;
  const pixel = source.spacing[0] * source.spacing[1];
  const radii = (beyond ? supports : own).map(({ mask }) => Math.sqrt((areaOf(mask) * pixel) / Math.PI));
  return {
    position: beyond ? (source.position(low) + source.position(high)) / 2 : source.position(run.support),
    radius: Math.max(...radii),
  };
}

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
  /** True beyond the outermost of several drawn slices. */
  readonly several: boolean;
}

/**
 * Beyond all drawn slices an object with several of them is centred on their mean, weighted by area, and as wide as the
 * largest; between two drawn slices, and with one alone, the walk's own support tells. (The middle of the outermost two would
 * move away from the object's middle as soon as the user corrects a slice near one end.)
 * So beyond the outermost drawn slices the scores and the end that is found can move with any of them; masks do not.
 * @param supports all drawn slices of the segment
 */
export function reachOf(run: Run, supports: readonly DrawnSlice[], source: SliceSource): Reach {
  const own = supports.filter(({ slice }) => slice === run.support);
  const drawn = supports.map(({ slice }) => slice);
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const beyond = run.slices[0] < low || run.slices[0] > high;
  const pixel = source.spacing[0] * source.spacing[1];
  const telling = (beyond ? supports : own).map(({ slice, mask }) => ({ slice, area: areaOf(mask) }));
  const total = telling.reduce((sum, { area }) => sum + area, 0);
  return {
    position: telling.reduce((sum, { slice, area }) => sum + source.position(slice) * area, 0) / total,
    radius: Math.max(...telling.map(({ area }) => discRadius(area, pixel))),
    several: telling.length > 1,
  };
}

/** An object larger than this many times what was drawn was drawn near its end. */
const GROWTH = 1.5;

/** What a slice's area and distance are measured with. */
export interface ObjectSize {
  readonly areaPixels: number;
  /** Millimetres. */
  readonly radius: number;
}

/**
 * The drawn slice tells how large the object is, until the walk has met a slice more than `GROWTH` times as large: a user
 * who draws near the end would otherwise have the walk stopped long before the object's other end.
 * @param drawnPixels area of the walk's drawn slice; @param largestPixels largest area so far; @param pixel mm²
 */
export function objectSize(
  drawnPixels: number,
  largestPixels: number,
  reach: Pick<Reach, 'radius'>,
  pixel: number,
): ObjectSize {
  const seen = largestPixels / GROWTH;
  return {
    areaPixels: Math.max(drawnPixels, seen),
    radius: Math.max(reach.radius, discRadius(seen, pixel)),
  };
}

function discRadius(pixels: number, pixel: number): number {
  return Math.sqrt((pixels * pixel) / Math.PI);
}

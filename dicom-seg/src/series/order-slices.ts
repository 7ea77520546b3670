import type { Vector3, VolumeGeometry } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import type { SlicePlane } from './slice-plane';
import { addScaled, cross, dot, median, norm, normalized, subtract, toVector } from './vector';

/** Direction cosines that differ by less than this are the same plane (files round them to four digits at worst). */
const SAME_DIRECTION = 2e-3;
/** Relative difference of pixel spacings that is rounding, not another grid. */
const SAME_SPACING = 1e-3;
/** Distances between slices vary in the last digits; more than this share of the median is worth a warning. */
const EVEN_SPACING = 0.02;
/** Slices nearer than this share of the median distance lie on top of each other. */
const DUPLICATE = 0.02;

export interface OrderedSlices {
  readonly geometry: VolumeGeometry;
  /** order[k] is the index, in the planes given, of slice k. */
  readonly order: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Sorts planes along their normal and checks that they make one stack.
 *
 * The normal is the cross product of the direction of growing columns and that of growing rows; slice 0 is the one
 * farthest against it. `geometry.direction[2]` follows the positions themselves, so that it is not exactly the
 * normal for a stack that was sheared by a tilted gantry (said in a warning).
 *
 * @throws UserError for no plane, mixed orientations, mixed sizes or pixel spacings, several images in one place, and
 * positions that do not lie on a line
 */
export function orderSlices(planes: readonly SlicePlane[]): OrderedSlices {
  if (planes.length === 0) throw new UserError('The series has no images with a position in space.');
  const first = planes[0];
  checkOneGrid(planes);
  const alongColumns = normalized(toVector(first.imageOrientation, 0));
  const alongRows = normalized(toVector(first.imageOrientation, 3));
  const normal = normalized(cross(alongColumns, alongRows));
  const depths = planes.map((plane) => dot(plane.imagePosition, normal));
  const order = planes.map((_, index) => index).sort((a, b) => depths[a] - depths[b] || a - b);
  const sorted = order.map((index) => planes[index]);
  const gaps = order.slice(1).map((index, k) => depths[index] - depths[order[k]]);
  checkNoDuplicates(gaps, sorted);

  const warnings: string[] = [];
  const direction = stackDirection(sorted, normal, warnings);
  const origin = sorted[0].imagePosition;
  const slicePositions = sorted.map((plane) => dot(subtract(plane.imagePosition, origin), direction));
  slicePositions[0] = 0;
  checkStraight(sorted, direction, slicePositions);
  const distances = slicePositions.slice(1).map((position, k) => position - slicePositions[k]);
  const sliceSpacing = distances.length > 0 ? median(distances) : 1;
  warnings.push(...gapWarnings(distances, sliceSpacing));
  return {
    geometry: {
      columns: first.columns,
      rows: first.rows,
      slices: planes.length,
      spacing: [first.pixelSpacing[1], first.pixelSpacing[0], sliceSpacing],
      direction: [alongColumns, alongRows, direction],
      origin,
      slicePositions,
    },
    order,
    warnings,
  };
}

function checkOneGrid(planes: readonly SlicePlane[]): void {
  const first = planes[0];
  for (const plane of planes) {
    const a = toVector(plane.imageOrientation, 0);
    const b = toVector(plane.imageOrientation, 3);
    if (
      Math.abs(norm(a) - 1) > 0.01 ||
      Math.abs(norm(b) - 1) > 0.01 ||
      Math.abs(dot(a, b)) > 0.01 ||
      !(plane.pixelSpacing[0] > 0 && plane.pixelSpacing[1] > 0)
    ) {
      throw new UserError(
        'An image of the series has an orientation or pixel spacing that is not possible; export the series again from its source.',
      );
    }
    if (!sameOrientation(first, plane)) {
      throw new UserError(
        'The images of this series lie in different orientations (a localizer, or several stacks in one series); choose a series with one stack of parallel slices.',
      );
    }
    if (plane.rows !== first.rows || plane.columns !== first.columns) {
      throw new UserError(
        `The images of this series differ in size (${first.columns}×${first.rows} and ${plane.columns}×${plane.rows}); choose a series with images of one size.`,
      );
    }
    if (!samePixelSpacing(first, plane)) {
      throw new UserError(
        `The images of this series differ in pixel spacing (${first.pixelSpacing.join('×')} and ${plane.pixelSpacing.join('×')} mm); choose a series with one pixel spacing.`,
      );
    }
  }
}

function sameOrientation(a: SlicePlane, b: SlicePlane): boolean {
  return b.imageOrientation.every(
    (cosine, index) => Math.abs(cosine - a.imageOrientation[index]) <= SAME_DIRECTION,
  );
}

function samePixelSpacing(a: SlicePlane, b: SlicePlane): boolean {
  return [0, 1].every((axis) => Math.abs(b.pixelSpacing[axis] / a.pixelSpacing[axis] - 1) <= SAME_SPACING);
}

/** Whether two planes are parallel and have the same pixels, so that they may be slices of one stack. */
export function sameGrid(a: SlicePlane, b: SlicePlane): boolean {
  return a.rows === b.rows && a.columns === b.columns && sameOrientation(a, b) && samePixelSpacing(a, b);
}

function checkNoDuplicates(gaps: readonly number[], sorted: readonly SlicePlane[]): void {
  if (gaps.length === 0) return;
  const apart = gaps.filter((gap) => gap > 1e-3);
  const near = apart.length > 0 ? median(apart) * DUPLICATE : Infinity;
  const duplicates = gaps.filter((gap) => gap <= near).length;
  if (duplicates > 0) {
    const places = sorted.length - duplicates;
    throw new UserError(
      `The series has ${sorted.length} images in only ${places} ${places === 1 ? 'place' : 'places'} (several phases, echoes or acquisitions in one series); choose or export one of them as a series of its own.`,
    );
  }
}

/** Unit vector from the first slice to the last; exactly the normal if it is that but for rounding. */
function stackDirection(sorted: readonly SlicePlane[], normal: Vector3, warnings: string[]): Vector3 {
  if (sorted.length === 1) return normal;
  const first = sorted[0];
  const path = subtract(sorted[sorted.length - 1].imagePosition, first.imagePosition);
  const depth = dot(path, normal);
  const shift = norm(addScaled(path, normal, -depth));
  // Less than a hundredth of a pixel over the whole stack is rounding.
  if (shift < 0.01 * Math.min(...first.pixelSpacing)) return normal;
  const tilt = (Math.atan2(shift, depth) * 180) / Math.PI;
  if (tilt > 0.1) {
    warnings.push(
      `The slices are sheared by ${tilt.toFixed(1)}° (tilted gantry); positions follow the slices, so the result fits the images.`,
    );
  }
  return normalized(path);
}

function checkStraight(
  sorted: readonly SlicePlane[],
  direction: Vector3,
  slicePositions: readonly number[],
): void {
  const tolerance = 0.5 * Math.min(...sorted[0].pixelSpacing);
  sorted.forEach((plane, k) => {
    const expected = addScaled(sorted[0].imagePosition, direction, slicePositions[k]);
    if (norm(subtract(plane.imagePosition, expected)) > tolerance) {
      throw new UserError(
        'The slices of this series are shifted against each other, so that they make no stack; choose a series whose slices lie one behind the other.',
      );
    }
  });
}

function gapWarnings(distances: readonly number[], spacing: number): string[] {
  const missing = distances
    .map((distance, k) => ({ k, count: Math.round(distance / spacing) - 1, distance }))
    .filter(({ count, distance }) => count > 0 && Math.abs(distance / spacing - count - 1) < 0.1);
  const gaps = new Set(missing.map(({ k }) => k));
  const warnings: string[] = [];
  if (missing.length > 0) {
    const total = missing.reduce((sum, { count }) => sum + count, 0);
    const where = missing
      .slice(0, 3)
      .map(({ k }) => `after slice ${k + 1}`)
      .join(', ');
    warnings.push(
      `${total} ${total === 1 ? 'slice is' : 'slices are'} missing from the series (${where}${missing.length > 3 ? ', …' : ''}).`,
    );
  }
  const others = distances.filter((_, k) => !gaps.has(k));
  if (others.some((distance) => Math.abs(distance / spacing - 1) > EVEN_SPACING)) {
    const range = [Math.min(...others), Math.max(...others)].map((distance) => distance.toFixed(2));
    warnings.push(`The distance between slices varies (${range[0]} to ${range[1]} mm).`);
  }
  return warnings;
}

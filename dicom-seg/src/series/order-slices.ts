import type { Said, Vector3, VolumeGeometry } from '@few-shot-lms/engine';
import type { SlicePlane } from './slice-plane';
import { addScaled, cross, dot, median, norm, normalized, subtract, toVector } from './vector';
import { dicomError, dicomSaid } from '../sentences';

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
  /** Each a sentence; `inEnglish` says it. */
  readonly warnings: readonly Said[];
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
  if (planes.length === 0) throw dicomError('noPositions');
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

  const warnings: Said[] = [];
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
      throw dicomError('impossiblePlane');
    }
    if (!sameOrientation(first, plane)) {
      throw dicomError('orientationsDiffer');
    }
    if (plane.rows !== first.rows || plane.columns !== first.columns) {
      throw dicomError('sizesDiffer', first.columns, first.rows, plane.columns, plane.rows);
    }
    if (!samePixelSpacing(first, plane)) {
      throw dicomError('spacingsDiffer', first.pixelSpacing.join('×'), plane.pixelSpacing.join('×'));
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
    throw dicomError('severalInOnePlace', sorted.length, places);
  }
}

/** Unit vector from the first slice to the last; exactly the normal if it is that but for rounding. */
function stackDirection(sorted: readonly SlicePlane[], normal: Vector3, warnings: Said[]): Vector3 {
  if (sorted.length === 1) return normal;
  const first = sorted[0];
  const path = subtract(sorted[sorted.length - 1].imagePosition, first.imagePosition);
  const depth = dot(path, normal);
  const shift = norm(addScaled(path, normal, -depth));
  // Less than a hundredth of a pixel over the whole stack is rounding.
  if (shift < 0.01 * Math.min(...first.pixelSpacing)) return normal;
  const tilt = (Math.atan2(shift, depth) * 180) / Math.PI;
  if (tilt > 0.1) {
    warnings.push(dicomSaid('sheared', tilt.toFixed(1)));
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
      throw dicomError('shifted');
    }
  });
}

function gapWarnings(distances: readonly number[], spacing: number): Said[] {
  const missing = distances
    .map((distance, k) => ({ k, count: Math.round(distance / spacing) - 1, distance }))
    .filter(({ count, distance }) => count > 0 && Math.abs(distance / spacing - count - 1) < 0.1);
  const gaps = new Set(missing.map(({ k }) => k));
  const warnings: Said[] = [];
  if (missing.length > 0) {
    const total = missing.reduce((sum, { count }) => sum + count, 0);
    const after = missing.slice(0, 3).map(({ k }) => k + 1);
    const where = [...after, ...(missing.length > 3 ? ['…'] : [])].join(', ');
    warnings.push(dicomSaid('slicesMissing', total, where));
  }
  const others = distances.filter((_, k) => !gaps.has(k));
  if (others.some((distance) => Math.abs(distance / spacing - 1) > EVEN_SPACING)) {
    const range = [Math.min(...others), Math.max(...others)].map((distance) => distance.toFixed(2));
    warnings.push(dicomSaid('distanceVaries', range[0], range[1]));
  }
  return warnings;
}

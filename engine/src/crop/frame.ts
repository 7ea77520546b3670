import type { CropParameters } from '../model/manifest';

/**
 * A square of the slice: centre in pixel coordinates (0 = centre of the first pixel), sides in pixels of each axis.
 * They differ when pixels are not square: the square is one of millimetres.
 */
export interface Frame {
  readonly cx: number;
  readonly cy: number;
  readonly sideX: number;
  readonly sideY: number;
}

/** Smallest box around the mask's pixels, inclusive, or null for an empty mask. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** @param threshold a pixel belongs to the mask when its value is greater than this */
export function boxOf(mask: ArrayLike<number>, columns: number, rows: number, threshold: number): Box | null {
  let x0 = columns;
  let y0 = rows;
  let x1 = -1;
  let y1 = -1;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (mask[y * columns + x] <= threshold) continue;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      y1 = y;
    }
  }
  return y1 < 0 ? null : { x0, y0, x1, y1 };
}

/**
 * The frame around a mask's box: `margin` times its longest side, but not smaller than needed for context.
 * @param spacing millimetres of a column and of a row step
 */
export function frameAround(box: Box, spacing: readonly [number, number], parameters: CropParameters): Frame {
  const [sx, sy] = spacing;
  const longest = Math.max((box.x1 - box.x0 + 1) * sx, (box.y1 - box.y0 + 1) * sy);
  const least = Math.min(parameters.minSideMm, parameters.minSidePixels * Math.max(sx, sy));
  const side = Math.max(parameters.margin * longest, least);
  return { cx: (box.x0 + box.x1) / 2, cy: (box.y0 + box.y1) / 2, sideX: side / sx, sideY: side / sy };
}

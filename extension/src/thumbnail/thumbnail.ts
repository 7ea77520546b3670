import type { GreySlice } from '../ohif/ViewerHost';

/** A small RGBA picture, row by row. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

const LONGEST_SIDE = 96;
/** How much of the mask's colour covers the grey value. */
const OVERLAY = 0.45;
/** Voxels around the mask that are shown with it, as a share of its size. */
const MARGIN = 0.5;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Picture of the region around a mask in its segment's colour; of the whole slice if the mask is empty. */
export function thumbnail(
  slice: GreySlice,
  mask: Uint8Array,
  colour: readonly [number, number, number],
): Thumbnail {
  const box = regionOfInterest(mask, slice.columns, slice.rows);
  const scale = LONGEST_SIDE / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = box.top + Math.min(box.height - 1, Math.floor(((y + 0.5) / height) * box.height));
    for (let x = 0; x < width; x++) {
      const column = box.left + Math.min(box.width - 1, Math.floor(((x + 0.5) / width) * box.width));
      const at = row * slice.columns + column;
      const grey = greyLevel(slice, at);
      const cover = mask[at] ? OVERLAY : 0;
      const out = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        rgba[out + channel] = grey * (1 - cover) + colour[channel] * cover;
      }
      rgba[out + 3] = 255;
    }
  }
  return { width, height, rgba };
}

function greyLevel({ values, lower, upper, inverted }: GreySlice, at: number): number {
  const level = upper > lower ? ((values[at] - lower) / (upper - lower)) * 255 : 127;
  const clamped = Math.max(0, Math.min(255, level));
  return inverted ? 255 - clamped : clamped;
}

function regionOfInterest(mask: Uint8Array, columns: number, rows: number): Box {
  let left = columns;
  let right = -1;
  let top = rows;
  let bottom = -1;
  for (let at = 0; at < mask.length; at++) {
    if (!mask[at]) continue;
    const column = at % columns;
    const row = (at - column) / columns;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  if (right < 0) return { left: 0, top: 0, width: columns, height: rows };
  const side = Math.max(right - left, bottom - top) + 1;
  const half = Math.ceil(side * (0.5 + MARGIN));
  const clampTo = (value: number, limit: number) => Math.max(0, Math.min(limit - 1, value));
  const x0 = clampTo(Math.round((left + right) / 2) - half, columns);
  const x1 = clampTo(Math.round((left + right) / 2) + half, columns);
  const y0 = clampTo(Math.round((top + bottom) / 2) - half, rows);
  const y1 = clampTo(Math.round((top + bottom) / 2) + half, rows);
  return { left: x0, top: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
}

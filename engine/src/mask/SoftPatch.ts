import { boxOf, type Box } from '../crop/frame';

/** The part of a slice's soft mask that is not zero: a box of values instead of a whole plane. */
export interface SoftPatch {
  readonly box: Box;
  /** Values of the box, row by row. */
  readonly data: Float32Array;
}

/** The box of the values above a limit; null where there is none. */
export function patchOf(plane: Float32Array, columns: number, rows: number, above = 0): SoftPatch | null {
  const box = boxOf(plane, columns, rows, above);
  if (!box) return null;
  const width = box.x1 - box.x0 + 1;
  const data = new Float32Array(width * (box.y1 - box.y0 + 1));
  for (let y = box.y0, at = 0; y <= box.y1; y++, at += width) {
    data.set(plane.subarray(y * columns + box.x0, y * columns + box.x1 + 1), at);
  }
  return { box, data };
}

/** Calls `visit` with every pixel of the patch: its place on the slice and its place in `data`. */
export function visitPatch(
  { box }: SoftPatch,
  columns: number,
  visit: (pixel: number, at: number) => void,
): void {
  let at = 0;
  for (let y = box.y0; y <= box.y1; y++) {
    for (let x = box.x0; x <= box.x1; x++) visit(y * columns + x, at++);
  }
}

/** Adds a patch's values times `weight` to a slice's. */
export function addPatch(
  plane: Float32Array,
  columns: number,
  { box, data }: SoftPatch,
  weight: number,
): void {
  let at = 0;
  for (let y = box.y0; y <= box.y1; y++) {
    const end = y * columns + box.x1;
    for (let p = y * columns + box.x0; p <= end; p++) plane[p] += weight * data[at++];
  }
}

/** A slice's soft mask inside a box, row by row; zero where the patch has no values. */
export function planeIn({ box, data }: SoftPatch, wanted: Box): Float32Array {
  const width = wanted.x1 - wanted.x0 + 1;
  const out = new Float32Array(width * (wanted.y1 - wanted.y0 + 1));
  const x0 = Math.max(box.x0, wanted.x0);
  const x1 = Math.min(box.x1, wanted.x1);
  if (x1 < x0) return out;
  const patchWidth = box.x1 - box.x0 + 1;
  for (let y = Math.max(box.y0, wanted.y0); y <= Math.min(box.y1, wanted.y1); y++) {
    const from = (y - box.y0) * patchWidth - box.x0;
    out.set(data.subarray(from + x0, from + x1 + 1), (y - wanted.y0) * width + x0 - wanted.x0);
  }
  return out;
}

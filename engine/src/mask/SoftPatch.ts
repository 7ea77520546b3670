import { boxOf, type Box } from '../crop/frame';

/** The part of a slice's soft mask that is not zero: a box of values instead of a whole plane. */
export interface SoftPatch {
  readonly box: Box;
  /** Values of the box, row by row. */
  readonly data: Float32Array;
}

/** Null for a plane that is zero everywhere. */
export function patchOf(plane: Float32Array, columns: number, rows: number): SoftPatch | null {
  const box = boxOf(plane, columns, rows, 0);
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

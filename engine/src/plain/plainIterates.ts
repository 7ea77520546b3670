import type { PlainEntry } from '../model/manifest';
import { symmetricLimits, toBytes } from '../propagation/iterates';
import type { BytePlane, SliceIterates } from '../propagation/request';
import type { PlainOutput } from './PlainNetwork';
import { enlarge, squareFrame } from './square';

/** Pixels of a picture's side: twice the usual grid, and every second pixel of the network's slice. */
const PICTURE = 128;

/** The network's slice, u^0..u^K, v1 - v2 of v^1..v^K and the entropy of u^K, over the whole padded slice. */
export function plainIterates(
  { u, v }: PlainOutput,
  image: Float32Array,
  { plain: { size, grid } }: PlainEntry,
  columns: number,
  rows: number,
): SliceIterates {
  const n = grid * grid;
  const limits = [Math.min(...sampled(image, size)), Math.max(...sampled(image, size))] as const;
  const planes: Record<string, BytePlane> = { query: toBytes(sampled(image, size), ...limits) };
  for (let k = 0; k * n < u.length; k++) {
    planes[`u${k}`] = toBytes(enlarge(u.subarray(k * n, (k + 1) * n), grid, PICTURE), 0, 1);
  }
  for (let k = 0; 2 * k * n < v.length; k++) {
    const difference = Float32Array.from({ length: n }, (_, p) => v[2 * k * n + p] - v[(2 * k + 1) * n + p]);
    const dual = enlarge(difference, grid, PICTURE);
    planes[`v${k + 1}`] = toBytes(dual, ...symmetricLimits(dual));
  }
  const entropy = enlarge(u.subarray(u.length - n), grid, PICTURE).map((x) =>
    x <= 0 || x >= 1 ? 0 : -x * Math.log(x) - (1 - x) * Math.log(1 - x),
  );
  planes['entropy'] = toBytes(entropy, 0, Math.LN2);
  return { frame: squareFrame(columns, rows), size: PICTURE, planes };
}

function sampled(image: Float32Array, size: number): Float32Array {
  const step = size / PICTURE;
  return Float32Array.from({ length: PICTURE * PICTURE }, (_, p) => {
    const x = Math.floor(((p % PICTURE) + 0.5) * step);
    const y = Math.floor((Math.floor(p / PICTURE) + 0.5) * step);
    return image[y * size + x];
  });
}

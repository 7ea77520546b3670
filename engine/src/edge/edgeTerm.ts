import type { Plane } from '../crop/crop';
import type { Box } from '../crop/frame';
import { boxOf } from '../crop/frame';
import type { EdgeParameters } from '../model/manifest';
import { areaOf } from '../mask/softMask';
import { distanceTransform } from './distanceTransform';
import { BACKGROUND, OBJECT, randomWalker } from './randomWalker';
import { smooth, SMOOTHING_RADIUS } from './smooth';

/** Mean and deviation of the drawn object's smoothed grey values: seeds must look like the object. */
export interface GreyGate {
  readonly mean: number;
  readonly deviation: number;
}

const LEAST_DEVIATION = 0.02;

/** Pixels beyond the band in which the boundary is looked for that belong to the term's box. */
const BEYOND_BAND = 3;

/** How far beyond the mask's box the edge term reads the slice at most, in pixels. */
export function edgeMargin({ maxRadius }: EdgeParameters): number {
  return Math.ceil(maxRadius) + BEYOND_BAND + SMOOTHING_RADIUS;
}

/** @param unit drawn slice in [0, 1]; @param mask drawn mask, non-zero = object, not empty */
export function greyGate(unit: Plane, mask: Uint8Array): GreyGate {
  const box = boxOf(mask, unit.columns, unit.rows, 0)!;
  const grey = smooth(unit, box);
  const width = box.x1 - box.x0 + 1;
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let y = box.y0; y <= box.y1; y++) {
    for (let x = box.x0; x <= box.x1; x++) {
      if (!mask[y * unit.columns + x]) continue;
      const v = grey[(y - box.y0) * width + x - box.x0];
      n++;
      sum += v;
      squares += v * v;
    }
  }
  const mean = sum / n;
  return { mean, deviation: Math.max(Math.sqrt(Math.max(0, squares / n - mean * mean)), LEAST_DEVIATION) };
}

/**
 * The Mumford-Shah edge term on the slice's own grid: seeds from the neighbour's mask, boundary where the image has its
 * edges (random walker). Object seeds are the mask eroded by r = `radius` × the radius of the disc of its area (within
 * `minRadius`..`maxRadius` pixels; at least the deepest `core` share), where the smoothed grey value is within `gate`
 * deviations of the drawn object's; background seeds lie farther than r outside.
 *
 * @param mask the neighbour's mask, non-zero = object, not empty
 * @returns probability 0..1 on the slice's grid; all zero when fewer than `minSeeds` of the seeds look like the object
 */
export function edgeTerm(
  unit: Plane,
  mask: Uint8Array,
  gate: GreyGate,
  parameters: EdgeParameters,
): Float32Array {
  const { columns, rows } = unit;
  const out = new Float32Array(columns * rows);
  const tight = boxOf(mask, columns, rows, 0)!;
  const area = areaOf(mask);
  const r = Math.min(
    parameters.maxRadius,
    Math.max(parameters.minRadius, parameters.radius * Math.sqrt(area / Math.PI)),
  );
  const pad = Math.ceil(r) + BEYOND_BAND;
  const box: Box = {
    x0: Math.max(0, tight.x0 - pad),
    y0: Math.max(0, tight.y0 - pad),
    x1: Math.min(columns - 1, tight.x1 + pad),
    y1: Math.min(rows - 1, tight.y1 + pad),
  };
  const width = box.x1 - box.x0 + 1;
  const height = box.y1 - box.y0 + 1;
  const inMask = new Uint8Array(width * height);
  const outMask = new Uint8Array(width * height);
  const image = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = (box.y0 + y) * columns + box.x0 + x;
      const q = y * width + x;
      inMask[q] = mask[p] ? 1 : 0;
      outMask[q] = mask[p] ? 0 : 1;
      image[q] = unit.data[p];
    }
  }
  const inside = distanceTransform(inMask, width, height, 'unset');
  const outside = distanceTransform(outMask, width, height, 'open');
  let deepest = 0;
  for (let q = 0; q < inside.length; q++) if (inside[q] > deepest) deepest = inside[q];
  const depth = Math.min(r, parameters.core * deepest);
  const grey = smooth(unit, box);
  const state = new Uint8Array(width * height);
  let candidates = 0;
  let seeds = 0;
  let background = 0;
  for (let q = 0; q < state.length; q++) {
    if (inside[q] > depth) {
      candidates++;
      if (Math.abs(grey[q] - gate.mean) < parameters.gate * gate.deviation) {
        seeds++;
        state[q] = OBJECT;
      }
    } else if (outside[q] > r) {
      background++;
      state[q] = BACKGROUND;
    }
  }
  if (seeds < Math.max(1, parameters.minSeeds * candidates)) return out;
  const found = background
    ? randomWalker(image, state, width, height, parameters.beta / Math.max(deviationOf(image), 1e-6))
    : Float32Array.from(inMask);
  for (let y = 0; y < height; y++) {
    out.set(found.subarray(y * width, (y + 1) * width), (box.y0 + y) * columns + box.x0);
  }
  return out;
}

function deviationOf(values: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < values.length; p++) sum += values[p];
  const mean = sum / values.length;
  let squares = 0;
  for (let p = 0; p < values.length; p++) squares += (values[p] - mean) * (values[p] - mean);
  return Math.sqrt(squares / values.length);
}

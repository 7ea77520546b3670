import { crop, type Plane } from '../crop/crop';
import { boxOf, frameAround } from '../crop/frame';
import { greyGate, type GreyGate } from '../edge/edgeTerm';
import type { ChainEntry } from '../model/manifest';
import { likelihoodTable } from './likelihood';

/** What a chain keeps of its drawn slice. */
export interface Support {
  /** Normalised crop and soft mask, size × size. */
  readonly image: Float32Array;
  readonly mask: Float32Array;
  /** Mean and deviation of the crop's grey values: the scale of every later crop. */
  readonly mean: number;
  readonly deviation: number;
  readonly table: Float32Array;
  readonly gate: GreyGate;
  readonly areaPixels: number;
}

/**
 * @param unit the drawn slice in [0, 1]
 * @param mask drawn mask on the slice's grid, non-zero = object, not empty
 * @param spacing millimetres of a column and of a row step
 */
export function makeSupport(
  unit: Plane,
  mask: Uint8Array,
  spacing: readonly [number, number],
  entry: ChainEntry,
): Support {
  const binary = mask.map((v) => (v ? 1 : 0));
  const frame = frameAround(boxOf(binary, unit.columns, unit.rows, 0)!, spacing, entry.crop);
  const { size, maxSamples } = entry.crop;
  const raw = crop(unit, frame, size, maxSamples, 'edge');
  const cut = crop({ ...unit, data: binary }, frame, size, maxSamples, 'zero');
  const mean = raw.reduce((a, b) => a + b, 0) / raw.length;
  const variance = raw.reduce((a, b) => a + (b - mean) * (b - mean), 0) / raw.length;
  const deviation = Math.sqrt(variance) + entry.preprocess.sigmaFloor;
  return {
    image: normalise(raw, mean, deviation),
    mask: cut,
    mean,
    deviation,
    table: likelihoodTable(raw, cut, entry.evidence),
    gate: greyGate(unit, binary),
    areaPixels: binary.reduce((a, b) => a + b, 0),
  };
}

/** @param out of the image's length; written to and returned */
export function normalise(
  image: Float32Array,
  mean: number,
  deviation: number,
  out: Float32Array = new Float32Array(image.length),
): Float32Array {
  for (let p = 0; p < image.length; p++) out[p] = (image[p] - mean) / deviation;
  return out;
}

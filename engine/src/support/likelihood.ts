import type { EvidenceParameters } from '../model/manifest';

/**
 * Grey-value evidence: log-likelihood ratio of a grey value inside the object against around it, per bin, in [-1, 1].
 * Histograms and look-ups are linear between bin centres, so that nothing jumps on a bin's border.
 *
 * @param image crop in [0, 1]
 * @param mask soft mask of the same crop, 0..1; the rest of the crop is the surroundings
 */
export function likelihoodTable(
  image: Float32Array,
  mask: Float32Array,
  parameters: EvidenceParameters,
): Float32Array {
  const { bins, clip } = parameters;
  const inside = new Float64Array(bins);
  const around = new Float64Array(bins);
  for (let i = 0; i < image.length; i++) {
    const position = Math.min(Math.max(image[i] * bins - 0.5, 0), bins - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, bins - 1);
    const share = position - low;
    const w = mask[i];
    inside[low] += w * (1 - share);
    inside[high] += w * share;
    around[low] += (1 - w) * (1 - share);
    around[high] += (1 - w) * share;
  }
  const f = logShare(inside, parameters);
  const g = logShare(around, parameters);
  return Float32Array.from(f, (v, i) => Math.min(clip, Math.max(-clip, v - g[i])) / clip);
}

/**
 * The table's value at every pixel of an image in [0, 1].
 * @param out of the image's length; written to and returned
 */
export function lookUp(
  table: Float32Array,
  image: Float32Array,
  out: Float32Array = new Float32Array(image.length),
): Float32Array {
  for (let i = 0; i < image.length; i++) out[i] = valueAt(table, image[i]);
  return out;
}

/** The table's value at one grey value in [0, 1], linear between bin centres. */
export function valueAt(table: Float32Array, grey: number): number {
  const bins = table.length;
  const position = Math.min(Math.max(grey * bins - 0.5, 0), bins - 1);
  const low = Math.floor(position);
  const share = position - low;
  return table[low] * (1 - share) + table[Math.min(low + 1, bins - 1)] * share;
}

/** ln of the smoothed, normalised histogram; the smoothing repeats the edge bins. */
function logShare(counts: Float64Array, { kernel, priorCount }: EvidenceParameters): Float64Array {
  const reach = (kernel.length - 1) / 2;
  const last = counts.length - 1;
  const smooth = counts.map((_, i) => {
    let total = priorCount;
    kernel.forEach((k, j) => (total += k * counts[Math.min(last, Math.max(0, i + j - reach))]));
    return total;
  });
  const sum = smooth.reduce((a, b) => a + b, 0);
  return smooth.map((v) => Math.log(v / sum));
}

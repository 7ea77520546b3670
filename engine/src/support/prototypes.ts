const EPSILON = 1e-3;

/**
 * Prototypes of the drawn object and its surroundings by masked average pooling, each of unit length:
 * l1 ∝ Σ F·m / (Σ m + ε), l2 ∝ Σ F·(1 - m) / (Σ (1 - m) + ε), m = mask averaged over the stride × stride pixels of a cell.
 *
 * @param features [channels, cells, cells] of the drawn crop, row by row
 * @param mask soft mask of the crop, (cells · stride)²
 * @returns [2, channels]
 */
export function prototypes(
  features: Float32Array,
  mask: Float32Array,
  channels: number,
  stride: number,
): Float32Array {
  const cells = Math.round(Math.sqrt(features.length / channels));
  const weight = averagePool(mask, cells * stride, stride);
  const out = new Float32Array(2 * channels);
  [weight, weight.map((m) => 1 - m)].forEach((w, which) => {
    const total = w.reduce((a, b) => a + b, 0) + EPSILON;
    const mean = Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let p = 0; p < w.length; p++) sum += features[c * w.length + p] * w[p];
      return sum / total;
    });
    const length = Math.max(Math.hypot(...mean), 1e-12);
    mean.forEach((v, c) => (out[which * channels + c] = v / length));
  });
  return out;
}

/** Mean over stride × stride blocks of a square image of `size` pixels. */
export function averagePool(image: Float32Array, size: number, stride: number): Float64Array {
  const cells = size / stride;
  const out = new Float64Array(cells * cells);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      out[Math.floor(y / stride) * cells + Math.floor(x / stride)] += image[y * size + x];
    }
  }
  return out.map((v) => v / (stride * stride));
}

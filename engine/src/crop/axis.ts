/**
 * One axis of a separable resampling: every target pixel is a weighted sum of a few neighbouring source pixels. Target t
 * reads `counts[t]` source pixels from `firsts[t]` on, with the weights from `weights[t * reach]` on.
 */
export interface Axis {
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Float64Array;
  readonly reach: number;
}

/**
 * An axis whose targets are means of bilinear samples.
 *
 * @param targets number of target pixels; @param samples number of samples of each, in ascending order of place
 * @param placeOf source coordinate of a target's sample (0 = centre of the first pixel), NaN where the sample is zero
 * @param length source pixels; a place beyond the first or last one takes its value
 */
export function sampledAxis(
  targets: number,
  samples: number,
  placeOf: (target: number, sample: number) => number,
  length: number,
): Axis {
  const spans = Array.from({ length: targets }, (_, t) => {
    const places: number[] = [];
    for (let s = 0; s < samples; s++) {
      const place = placeOf(t, s);
      if (!Number.isNaN(place)) places.push(Math.min(Math.max(place, 0), length - 1));
    }
    return places;
  });
  const lastOf = (places: readonly number[]) =>
    Math.min(Math.floor(places[places.length - 1]) + 1, length - 1);
  const reach = spans.reduce(
    (most, places) => (places.length ? Math.max(most, lastOf(places) - Math.floor(places[0]) + 1) : most),
    1,
  );
  const firsts = new Int32Array(targets);
  const counts = new Int32Array(targets);
  const weights = new Float64Array(targets * reach);
  spans.forEach((places, t) => {
    if (places.length === 0) return;
    firsts[t] = Math.floor(places[0]);
    counts[t] = lastOf(places) - firsts[t] + 1;
    for (const place of places) {
      const low = Math.floor(place);
      const share = place - low;
      const at = t * reach - firsts[t];
      weights[at + low] += (1 - share) / samples;
      weights[at + Math.min(low + 1, length - 1)] += share / samples;
    }
  });
  return { firsts, counts, weights, reach };
}

/** Applies an axis to the columns and one to the rows of a plane: the result has a pixel for every pair of targets. */
export function resample(data: ArrayLike<number>, columns: number, x: Axis, y: Axis): Float32Array {
  const width = x.firsts.length;
  const height = y.firsts.length;
  const out = new Float32Array(width * height);
  let from = Infinity;
  let to = -1;
  for (let t = 0; t < height; t++) {
    if (y.counts[t] === 0) continue;
    from = Math.min(from, y.firsts[t]);
    to = Math.max(to, y.firsts[t] + y.counts[t] - 1);
  }
  if (to < 0) return out;
  const across = new Float64Array((to - from + 1) * width);
  for (let row = from, at = 0; row <= to; row++) {
    const start = row * columns;
    for (let t = 0; t < width; t++, at++) {
      const first = start + x.firsts[t];
      const count = x.counts[t];
      const w = t * x.reach;
      let total = 0;
      for (let i = 0; i < count; i++) total += x.weights[w + i] * data[first + i];
      across[at] = total;
    }
  }
  for (let t = 0; t < height; t++) {
    const target = t * width;
    for (let i = 0; i < y.counts[t]; i++) {
      const weight = y.weights[t * y.reach + i];
      const source = (y.firsts[t] + i - from) * width;
      for (let b = 0; b < width; b++) out[target + b] += weight * across[source + b];
    }
  }
  return out;
}

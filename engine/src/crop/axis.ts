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
  const last = length - 1;
  const firsts = new Int32Array(targets);
  const counts = new Int32Array(targets);
  let reach = 1;
  for (let t = 0; t < targets; t++) {
    for (let s = 0; s < samples; s++) {
      const place = placeOf(t, s);
      if (Number.isNaN(place)) continue;
      const low = Math.floor(Math.min(Math.max(place, 0), last));
      if (counts[t] === 0) firsts[t] = low;
      counts[t] = Math.min(low + 1, last) - firsts[t] + 1;
    }
    reach = Math.max(reach, counts[t]);
  }
  const weights = new Float64Array(targets * reach);
  for (let t = 0; t < targets; t++) {
    const at = t * reach - firsts[t];
    for (let s = 0; s < samples; s++) {
      const place = Math.min(Math.max(placeOf(t, s), 0), last);
      if (Number.isNaN(place)) continue;
      const low = Math.floor(place);
      const share = place - low;
      weights[at + low] += (1 - share) / samples;
      weights[at + Math.min(low + 1, last)] += share / samples;
    }
  }
  return { firsts, counts, weights, reach };
}

/** Rows that are resampled along x and wait for y; kept, because a step of a chain resamples ten planes. */
let across = new Float64Array(0);

/**
 * Applies an axis to the columns and one to the rows of a plane: the result has a pixel for every pair of targets.
 * @param out zeros of that size; written to and returned
 */
export function resample(
  data: ArrayLike<number>,
  columns: number,
  x: Axis,
  y: Axis,
  out: Float32Array = new Float32Array(x.firsts.length * y.firsts.length),
): Float32Array {
  const width = x.firsts.length;
  const height = y.firsts.length;
  let from = Infinity;
  let to = -1;
  for (let t = 0; t < height; t++) {
    if (y.counts[t] === 0) continue;
    from = Math.min(from, y.firsts[t]);
    to = Math.max(to, y.firsts[t] + y.counts[t] - 1);
  }
  if (to < 0) return out;
  const wanted = (to - from + 1) * width;
  if (across.length < wanted) across = new Float64Array(wanted);
  if (x.reach <= 2) alongTwo(data, columns, x, from, to, across);
  else alongMany(data, columns, x, from, to, across);
  const { firsts, counts, weights, reach } = y;
  for (let t = 0; t < height; t++) {
    const target = t * width;
    const source = (firsts[t] - from) * width;
    if (counts[t] === 2) {
      const a = weights[t * reach];
      const b = weights[t * reach + 1];
      for (let i = 0; i < width; i++)
        out[target + i] = a * across[source + i] + b * across[source + width + i];
      continue;
    }
    for (let n = 0; n < counts[t]; n++) {
      const weight = weights[t * reach + n];
      for (let i = 0; i < width; i++) out[target + i] += weight * across[source + n * width + i];
    }
  }
  return out;
}

/** Rows `from` to `to` where a target reads two pixels at most, as it does while the grid is not made coarser. */
function alongTwo(
  data: ArrayLike<number>,
  columns: number,
  { firsts, counts, weights, reach }: Axis,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const width = firsts.length;
  const seconds = firsts.map((first, t) => (counts[t] > 1 ? first + 1 : first));
  const a = new Float64Array(width);
  const b = new Float64Array(width);
  for (let t = 0; t < width; t++) {
    a[t] = weights[t * reach];
    b[t] = counts[t] > 1 ? weights[t * reach + 1] : 0;
  }
  for (let row = from, at = 0; row <= to; row++) {
    const start = row * columns;
    for (let t = 0; t < width; t++, at++) {
      out[at] = a[t] * data[start + firsts[t]] + b[t] * data[start + seconds[t]];
    }
  }
}

function alongMany(
  data: ArrayLike<number>,
  columns: number,
  { firsts, counts, weights, reach }: Axis,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const width = firsts.length;
  for (let row = from, at = 0; row <= to; row++) {
    const start = row * columns;
    for (let t = 0; t < width; t++, at++) {
      const first = start + firsts[t];
      const count = counts[t];
      const w = t * reach;
      let total = 0;
      for (let i = 0; i < count; i++) total += weights[w + i] * data[first + i];
      out[at] = total;
    }
  }
}

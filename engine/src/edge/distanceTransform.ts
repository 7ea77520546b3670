/**
 * Euclidean distance of every set pixel to the nearest unset one, in pixels; 0 for unset pixels. Exact, in linear time
 * (lower envelope of parabolas, Felzenszwalb and Huttenlocher 2012).
 *
 * @param set non-zero = set
 * @param border whether the outside of the image counts as unset
 * @returns Infinity where there is no unset pixel at all
 */
export function distanceTransform(
  set: Uint8Array,
  columns: number,
  rows: number,
  border: 'unset' | 'open',
): Float64Array {
  const squared = new Float64Array(columns * rows);
  for (let i = 0; i < squared.length; i++) squared[i] = set[i] ? Infinity : 0;
  const longest = Math.max(columns, rows);
  const line = new Float64Array(longest + 2);
  const result = new Float64Array(longest + 2);
  const scratch = makeScratch(longest + 2);
  const pad = border === 'unset' ? 1 : 0;
  const pass = (start: number, stride: number, length: number) => {
    let most = 0;
    for (let i = 0, at = start; i < length; i++, at += stride) {
      const value = squared[at];
      line[i + pad] = value;
      if (value > most) most = value;
    }
    // No set pixel on this line: nothing changes.
    if (most === 0) return;
    if (pad) line[0] = line[length + 1] = 0;
    lowerEnvelope(line, length + 2 * pad, result, scratch);
    for (let i = 0, at = start; i < length; i++, at += stride) squared[at] = result[i + pad];
  };
  for (let x = 0; x < columns; x++) pass(x, columns, rows);
  for (let y = 0; y < rows; y++) pass(y * columns, 1, columns);
  for (let i = 0; i < squared.length; i++) squared[i] = Math.sqrt(squared[i]);
  return squared;
}

interface Scratch {
  readonly vertex: Int32Array;
  readonly from: Float64Array;
}

function makeScratch(n: number): Scratch {
  return { vertex: new Int32Array(n), from: new Float64Array(n + 1) };
}

/** One-dimensional squared distance: min over q of (p - q)² + f(q). */
function lowerEnvelope(f: Float64Array, n: number, out: Float64Array, { vertex, from }: Scratch): void {
  let k = -1;
  for (let q = 0; q < n; q++) {
    if (f[q] === Infinity) continue;
    let s = -Infinity;
    while (k >= 0) {
      const v = vertex[k];
      s = (f[q] + q * q - (f[v] + v * v)) / (2 * (q - v));
      if (s > from[k]) break;
      k--;
    }
    k++;
    vertex[k] = q;
    from[k] = k === 0 ? -Infinity : s;
    from[k + 1] = Infinity;
  }
  if (k < 0) {
    out.fill(Infinity, 0, n);
    return;
  }
  let j = 0;
  for (let p = 0; p < n; p++) {
    while (from[j + 1] < p) j++;
    const v = vertex[j];
    out[p] = (p - v) * (p - v) + f[v];
  }
}

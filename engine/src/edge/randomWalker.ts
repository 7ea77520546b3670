/** State of a pixel: to be found, object seed, background seed. */
export const UNKNOWN = 0;
export const OBJECT = 1;
export const BACKGROUND = 2;

const EPSILON = 1e-6;
const MOST_ITERATIONS = 300;
const RELATIVE_LIMIT = 1e-6;
const ABSOLUTE_LIMIT = 1e-14;

/**
 * Minimises Σ w_ij (u_i - u_j)², w_ij = exp(-β (I_i - I_j)²) + 1e-6 over the 4-neighbourhood with u = 1 at object and 0
 * at background seeds (random walker, Grady 2006), by Jacobi-preconditioned conjugate gradients in double precision.
 *
 * @param image grey values, rows × columns
 * @param state UNKNOWN, OBJECT or BACKGROUND for every pixel
 * @returns u in 0..1
 */
export function randomWalker(
  image: ArrayLike<number>,
  state: Uint8Array,
  columns: number,
  rows: number,
  beta: number,
): Float32Array {
  const unknown = new Int32Array(columns * rows).fill(-1);
  let n = 0;
  for (let p = 0; p < state.length; p++) if (state[p] === UNKNOWN) unknown[p] = n++;
  const right = new Float64Array(n);
  const diagonal = new Float64Array(n);
  // A missing neighbour points at the extra cell n, which is always zero: no branch in the inner loop.
  const neighbour = new Int32Array(4 * n).fill(n);
  const weight = new Float64Array(4 * n);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const p = y * columns + x;
      const i = unknown[p];
      if (i < 0) continue;
      for (let d = 0; d < 4; d++) {
        const yy = y + (d === 0 ? 1 : d === 1 ? -1 : 0);
        const xx = x + (d === 2 ? 1 : d === 3 ? -1 : 0);
        if (yy < 0 || xx < 0 || yy >= rows || xx >= columns) continue;
        const q = yy * columns + xx;
        const difference = image[p] - image[q];
        const w = Math.exp(-beta * difference * difference) + EPSILON;
        diagonal[i] += w;
        if (unknown[q] >= 0) {
          neighbour[4 * i + d] = unknown[q];
          weight[4 * i + d] = w;
        } else if (state[q] === OBJECT) {
          right[i] += w;
        }
      }
    }
  }
  const u = conjugateGradients(n, right, diagonal, neighbour, weight);
  const out = new Float32Array(columns * rows);
  for (let p = 0; p < out.length; p++) {
    out[p] = unknown[p] >= 0 ? Math.min(1, Math.max(0, u[unknown[p]])) : state[p] === OBJECT ? 1 : 0;
  }
  return out;
}

function conjugateGradients(
  n: number,
  right: Float64Array,
  diagonal: Float64Array,
  neighbour: Int32Array,
  weight: Float64Array,
): Float64Array {
  /** out = A v; returns <v, A v>. */
  const apply = (v: Float64Array, out: Float64Array): number => {
    let product = 0;
    for (let i = 0, j = 0; i < n; i++, j += 4) {
      const s =
        diagonal[i] * v[i] -
        weight[j] * v[neighbour[j]] -
        weight[j + 1] * v[neighbour[j + 1]] -
        weight[j + 2] * v[neighbour[j + 2]] -
        weight[j + 3] * v[neighbour[j + 3]];
      out[i] = s;
      product += s * v[i];
    }
    return product;
  };
  // Products instead of quotients in the inner loops: this runs for every slice of a chain.
  const inverse = new Float64Array(n);
  for (let i = 0; i < n; i++) inverse[i] = 1 / diagonal[i];
  const u = new Float64Array(n + 1).fill(0.5, 0, n);
  const residual = new Float64Array(n);
  const direction = new Float64Array(n + 1);
  const product = new Float64Array(n);
  let rho = 0;
  apply(u, product);
  for (let i = 0; i < n; i++) {
    residual[i] = right[i] - product[i];
    direction[i] = residual[i] * inverse[i];
    rho += residual[i] * direction[i];
  }
  const limit = RELATIVE_LIMIT * rho;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (rho <= limit || rho <= ABSOLUTE_LIMIT) break;
    const step = rho / apply(direction, product);
    let fresh = 0;
    for (let i = 0; i < n; i++) {
      u[i] += step * direction[i];
      residual[i] -= step * product[i];
      fresh += residual[i] * residual[i] * inverse[i];
    }
    const ratio = fresh / rho;
    rho = fresh;
    for (let i = 0; i < n; i++) direction[i] = residual[i] * inverse[i] + ratio * direction[i];
  }
  return u;
}

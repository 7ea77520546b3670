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
  const place = new Int32Array(columns * rows);
  let n = 0;
  for (let p = 0; p < state.length; p++) if (state[p] === UNKNOWN) place[p] = ++n;
  const system = emptySystem(n);
  const { right, diagonal, toNext, below, toBelow, above, toAbove } = system;
  /** The edge between pixels p and q. @returns its weight if both are to be found, else 0 */
  const join = (p: number, q: number): number => {
    const [i, j] = [place[p], place[q]];
    if (i === 0 && j === 0) return 0;
    const difference = image[p] - image[q];
    const w = Math.exp(-beta * difference * difference) + EPSILON;
    diagonal[i] += w;
    diagonal[j] += w;
    if (i !== 0 && j !== 0) return w;
    if (state[i === 0 ? p : q] === OBJECT) right[i + j] += w;
    return 0;
  };
  for (let p = 0, y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, p++) {
      const i = place[p];
      if (x + 1 < columns) {
        const w = join(p, p + 1);
        // Pixels to be found are numbered along the rows: the one to the right comes next.
        if (w > 0) toNext[i] = w;
      }
      if (y + 1 < rows) {
        const w = join(p, p + columns);
        if (w === 0) continue;
        const j = place[p + columns];
        below[i] = j;
        above[j] = i;
        toBelow[i] = toAbove[j] = w;
      }
    }
  }
  const u = conjugateGradients(n, system);
  const out = new Float32Array(columns * rows);
  for (let p = 0; p < out.length; p++) {
    const i = place[p];
    out[p] = i > 0 ? Math.min(1, Math.max(0, u[i])) : state[p] === OBJECT ? 1 : 0;
  }
  return out;
}

/**
 * The linear equations: unknowns 1 to n in the order of the rows. Unknowns 0 and n + 1 stand for neighbours that are not
 * there; they stay zero, so that the inner loop needs no branch.
 */
interface LinearSystem {
  readonly right: Float64Array;
  readonly diagonal: Float64Array;
  /** Weight of the edge to the next unknown, 0 where that is no neighbour. */
  readonly toNext: Float64Array;
  /** The unknown in the row below or above, and the weight of the edge to it. */
  readonly below: Int32Array;
  readonly toBelow: Float64Array;
  readonly above: Int32Array;
  readonly toAbove: Float64Array;
}

function emptySystem(n: number): LinearSystem {
  const floats = () => new Float64Array(n + 2);
  const places = () => new Int32Array(n + 2);
  return {
    right: floats(),
    diagonal: floats(),
    toNext: floats(),
    below: places(),
    toBelow: floats(),
    above: places(),
    toAbove: floats(),
  };
}

/** Solves the system; its weights are changed in place. Plain loops: this takes most of a step's time outside the network. */
function conjugateGradients(n: number, system: LinearSystem): Float64Array {
  const { right, diagonal, toNext, below, toBelow, above, toAbove } = system;
  // Scaled to a diagonal of ones, which is what the preconditioner comes to.
  const scale = new Float64Array(n + 2);
  for (let i = 1; i <= n; i++) scale[i] = 1 / Math.sqrt(diagonal[i]);
  for (let i = 1; i <= n; i++) {
    toNext[i] *= scale[i] * scale[i + 1];
    toBelow[i] *= scale[i] * scale[below[i]];
    toAbove[i] *= scale[i] * scale[above[i]];
  }
  const u = new Float64Array(n + 2);
  const residual = new Float64Array(n + 2);
  const direction = new Float64Array(n + 2);
  const product = new Float64Array(n + 2);
  /** out = A v; returns <v, A v>. */
  const apply = (v: Float64Array, out: Float64Array): number => {
    let sum = 0;
    let before = 0;
    let here = v[1];
    let fromBefore = 0;
    for (let i = 1; i <= n; i++) {
      const after = v[i + 1];
      const w = toNext[i];
      const s = here - fromBefore * before - w * after - toBelow[i] * v[below[i]] - toAbove[i] * v[above[i]];
      out[i] = s;
      sum += s * here;
      before = here;
      here = after;
      fromBefore = w;
    }
    return sum;
  };
  for (let i = 1; i <= n; i++) u[i] = 0.5 / scale[i];
  apply(u, product);
  let rho = 0;
  for (let i = 1; i <= n; i++) {
    const r = right[i] * scale[i] - product[i];
    residual[i] = r;
    direction[i] = r;
    rho += r * r;
  }
  const limit = RELATIVE_LIMIT * rho;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (rho <= limit || rho <= ABSOLUTE_LIMIT) break;
    const step = rho / apply(direction, product);
    let fresh = 0;
    for (let i = 1; i <= n; i++) {
      const r = residual[i] - step * product[i];
      residual[i] = r;
      fresh += r * r;
    }
    const ratio = fresh / rho;
    rho = fresh;
    for (let i = 1; i <= n; i++) {
      const d = direction[i];
      u[i] += step * d;
      direction[i] = residual[i] + ratio * d;
    }
  }
  for (let i = 1; i <= n; i++) u[i] *= scale[i];
  return u;
}

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
 * at background seeds (random walker, Grady 2006), by preconditioned conjugate gradients in double precision.
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
  const { toNext, below, toBelow, above, toAbove } = system;
  for (let p = 0, y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, p++) {
      const i = place[p];
      if (x + 1 < columns) {
        const w = join(image, state, beta, system, p, i, p + 1, place[p + 1]);
        // Pixels to be found are numbered along the rows: the one to the right comes next.
        if (w > 0) toNext[i] = w;
      }
      if (y + 1 < rows) {
        const j = place[p + columns];
        const w = join(image, state, beta, system, p, i, p + columns, j);
        if (w === 0) continue;
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
 * Enters the edge between pixels p and q, unknowns i and j (0: a seed).
 * @returns its weight if both are to be found, else 0
 */
function join(
  image: ArrayLike<number>,
  state: Uint8Array,
  beta: number,
  { right, diagonal }: LinearSystem,
  p: number,
  i: number,
  q: number,
  j: number,
): number {
  if (i === 0 && j === 0) return 0;
  const difference = image[p] - image[q];
  const w = Math.exp(-beta * difference * difference) + EPSILON;
  if (i !== 0) diagonal[i] += w;
  if (j !== 0) diagonal[j] += w;
  if (i !== 0 && j !== 0) return w;
  if (state[i === 0 ? p : q] === OBJECT) right[i + j] += w;
  return 0;
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

/**
 * Solves the system; its weights are changed in place. Conjugate gradients with symmetric Gauss-Seidel as preconditioner in
 * Eisenstat's form (SIAM J. Sci. Stat. Comput. 2, 1981): with A = L + Lᵀ - I after scaling to a diagonal of ones, L and Lᵀ
 * triangular, the preconditioned product L⁻¹ A L⁻ᵀ p = t + L⁻¹ (p - t), t = L⁻ᵀ p, costs two triangular solutions and no
 * product with A. A third of the plain method's iterations. Plain loops: this takes most of a step's time outside the network.
 */
function conjugateGradients(n: number, system: LinearSystem): Float64Array {
  const { right, diagonal, toNext, below, toBelow, above, toAbove } = system;
  const scale = new Float64Array(n + 2);
  for (let i = 1; i <= n; i++) scale[i] = 1 / Math.sqrt(diagonal[i]);
  for (let i = 1; i <= n; i++) {
    toNext[i] *= scale[i] * scale[i + 1];
    toBelow[i] *= scale[i] * scale[below[i]];
    toAbove[i] *= scale[i] * scale[above[i]];
  }
  const u = new Float64Array(n + 2);
  /** L⁻¹ (b - A u) */
  const residual = new Float64Array(n + 2);
  const direction = new Float64Array(n + 2);
  /** L⁻ᵀ direction: the change of u. */
  const change = new Float64Array(n + 2);
  const product = new Float64Array(n + 2);
  for (let i = 1; i <= n; i++) u[i] = 0.5 / scale[i];
  let rho = 0;
  for (let i = 1; i <= n; i++) {
    const ofU = u[i] - toNext[i - 1] * u[i - 1] - toNext[i] * u[i + 1] - toBelow[i] * u[below[i]];
    const r = right[i] * scale[i] - ofU + toAbove[i] * u[above[i]];
    residual[i] = r + toNext[i - 1] * residual[i - 1] + toAbove[i] * residual[above[i]];
    rho += residual[i] * residual[i];
  }
  const limit = RELATIVE_LIMIT * rho;
  let ratio = 0;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (rho <= limit || rho <= ABSOLUTE_LIMIT) break;
    let following = 0;
    for (let i = n; i >= 1; i--) {
      const d = residual[i] + ratio * direction[i];
      direction[i] = d;
      following = d + toNext[i] * following + toBelow[i] * change[below[i]];
      change[i] = following;
    }
    // `product` holds L⁻¹ (direction - change) here.
    let before = 0;
    let curvature = 0;
    for (let i = 1; i <= n; i++) {
      const d = direction[i];
      const c = change[i];
      before = d - c + toNext[i - 1] * before + toAbove[i] * product[above[i]];
      product[i] = before;
      curvature += d * (c + before);
    }
    const step = rho / curvature;
    let fresh = 0;
    for (let i = 1; i <= n; i++) {
      const c = change[i];
      u[i] += step * c;
      const r = residual[i] - step * (c + product[i]);
      residual[i] = r;
      fresh += r * r;
    }
    ratio = fresh / rho;
    rho = fresh;
  }
  for (let i = 1; i <= n; i++) u[i] *= scale[i];
  return u;
}

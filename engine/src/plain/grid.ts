/** Where a fine cell lies between two coarse ones: value = (1 - share) · lower + share · upper. */
interface Between {
  readonly lower: number;
  readonly upper: number;
  readonly share: number;
}

/** Bilinear interpolation of one axis from `coarse` to `fine` cells, corners not aligned. */
export function between(coarse: number, fine: number): Between[] {
  return Array.from({ length: fine }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * coarse) / fine - 0.5);
    const lower = Math.min(Math.floor(at), coarse - 1);
    return { lower, upper: Math.min(lower + 1, coarse - 1), share: Math.min(1, at - lower) };
  });
}

/**
 * w = Uᵀm, U being the interpolation from coarse × coarse to fine × fine: Σ (U F) m = Σ F w, so that what is pooled under
 * a fine mask can be pooled on the coarse grid. The sum stays: Σ w = Σ m.
 */
export function adjoint(mask: ArrayLike<number>, fine: number, coarse: number): Float32Array {
  const axis = between(coarse, fine);
  const out = new Float32Array(coarse * coarse);
  for (let y = 0; y < fine; y++) {
    const { lower: top, upper: bottom, share: down } = axis[y];
    for (let x = 0; x < fine; x++) {
      const m = mask[y * fine + x];
      if (m === 0) continue;
      const { lower, upper, share } = axis[x];
      out[top * coarse + lower] += m * (1 - down) * (1 - share);
      out[top * coarse + upper] += m * (1 - down) * share;
      out[bottom * coarse + lower] += m * down * (1 - share);
      out[bottom * coarse + upper] += m * down * share;
    }
  }
  return out;
}

/** U x: bilinear interpolation, corners not aligned. */
export function interpolate(plane: Float32Array, coarse: number, fine: number): Float32Array {
  const axis = between(coarse, fine);
  const out = new Float32Array(fine * fine);
  for (let y = 0; y < fine; y++) {
    const { lower: top, upper: bottom, share: down } = axis[y];
    for (let x = 0; x < fine; x++) {
      const { lower, upper, share } = axis[x];
      const above = plane[top * coarse + lower] * (1 - share) + plane[top * coarse + upper] * share;
      const below = plane[bottom * coarse + lower] * (1 - share) + plane[bottom * coarse + upper] * share;
      out[y * fine + x] = above * (1 - down) + below * down;
    }
  }
  return out;
}

/**
 * Grid cells that a mask touches: non-zero after bilinear shrinking without antialiasing. A structure too small for that
 * keeps the cell of largest weight.
 * @param weights the mask's `adjoint` on the grid
 */
export function touchedCells(
  mask: ArrayLike<number>,
  size: number,
  grid: number,
  weights: Float32Array,
): Uint8Array {
  const axis = between(size, grid);
  const out = new Uint8Array(grid * grid);
  let touched = 0;
  for (let y = 0; y < grid; y++) {
    const { lower: top, upper: bottom, share: down } = axis[y];
    for (let x = 0; x < grid; x++) {
      const { lower, upper, share } = axis[x];
      const hit =
        ((1 - down) * (1 - share) > 0 && mask[top * size + lower] > 0) ||
        ((1 - down) * share > 0 && mask[top * size + upper] > 0) ||
        (down * (1 - share) > 0 && mask[bottom * size + lower] > 0) ||
        (down * share > 0 && mask[bottom * size + upper] > 0);
      if (!hit) continue;
      out[y * grid + x] = 1;
      touched++;
    }
  }
  if (touched === 0) out[weights.indexOf(weights.reduce((a, b) => Math.max(a, b), -Infinity))] = 1;
  return out;
}

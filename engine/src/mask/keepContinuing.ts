/**
 * Sets to zero the 4-connected pieces of soft > 1/2 that are smaller than `minShare` of the largest or do not overlap the
 * neighbour's mask. If no piece overlaps it (a small structure that moved on), the largest stays.
 *
 * @param soft mask 0..1, rows × columns; changed in place and returned
 * @param prior the neighbour's mask, non-zero = object
 */
export function keepContinuing(
  soft: Float32Array,
  prior: Uint8Array,
  columns: number,
  rows: number,
  minShare: number,
): Float32Array {
  const pieceOf = new Int32Array(soft.length);
  const sizes = [0];
  const overlaps = [false];
  const stack = new Int32Array(soft.length);
  const last = columns * rows;
  for (let start = 0; start < soft.length; start++) {
    if (!(soft[start] > 0.5) || pieceOf[start]) continue;
    const piece = sizes.length;
    let size = 0;
    let overlap = false;
    let waiting = 1;
    pieceOf[start] = piece;
    stack[0] = start;
    while (waiting > 0) {
      const p = stack[--waiting];
      size++;
      if (prior[p]) overlap = true;
      const x = p % columns;
      for (let side = 0; side < 4; side++) {
        if (side === 0 ? x === 0 : side === 1 && x === columns - 1) continue;
        const q = p + (side === 0 ? -1 : side === 1 ? 1 : side === 2 ? -columns : columns);
        if (q < 0 || q >= last || pieceOf[q] || !(soft[q] > 0.5)) continue;
        pieceOf[q] = piece;
        stack[waiting++] = q;
      }
    }
    sizes.push(size);
    overlaps.push(overlap);
  }
  if (sizes.length < 3) return soft;
  const largest = Math.max(...sizes);
  const keep = sizes.map((size, i) => size >= minShare * largest && overlaps[i]);
  if (!keep.some(Boolean)) keep[sizes.indexOf(largest)] = true;
  for (let p = 0; p < soft.length; p++) if (pieceOf[p] && !keep[pieceOf[p]]) soft[p] = 0;
  return soft;
}

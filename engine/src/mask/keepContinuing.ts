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
  const stack: number[] = [];
  for (let start = 0; start < soft.length; start++) {
    if (soft[start] <= 0.5 || pieceOf[start]) continue;
    const piece = sizes.length;
    sizes.push(0);
    overlaps.push(false);
    pieceOf[start] = piece;
    stack.push(start);
    while (stack.length) {
      const p = stack.pop()!;
      sizes[piece]++;
      if (prior[p]) overlaps[piece] = true;
      const x = p % columns;
      const y = (p - x) / columns;
      const visit = (q: number) => {
        if (soft[q] > 0.5 && !pieceOf[q]) {
          pieceOf[q] = piece;
          stack.push(q);
        }
      };
      if (x > 0) visit(p - 1);
      if (x < columns - 1) visit(p + 1);
      if (y > 0) visit(p - columns);
      if (y < rows - 1) visit(p + columns);
    }
  }
  if (sizes.length < 3) return soft;
  const largest = Math.max(...sizes);
  const keep = sizes.map((size, i) => size >= minShare * largest && overlaps[i]);
  if (!keep.some(Boolean)) keep[sizes.indexOf(largest)] = true;
  for (let p = 0; p < soft.length; p++) if (pieceOf[p] && !keep[pieceOf[p]]) soft[p] = 0;
  return soft;
}

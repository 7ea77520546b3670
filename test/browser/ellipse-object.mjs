/**
 * Grey values of a bright ellipse, on some slices, in a round body with a little texture: `storedAt` of a made series.
 *
 * @param {{ size: number, slices: [number, number], centre: [number, number], radii: [number, number] }} object side of the
 *   square slices; first and last slice of the object; its centre and radii in pixels: column, row
 */
export function ellipseObject({ size, slices: [first, last], centre, radii }) {
  return (i, j, k) => {
    const inside =
      k >= first && k <= last && ((i - centre[0]) / radii[0]) ** 2 + ((j - centre[1]) / radii[1]) ** 2 <= 1;
    const body = Math.hypot(i - size / 2, j - size / 2) < 0.45 * size ? 260 : 40;
    return Math.round((inside ? 520 : body) + 15 * Math.sin(0.3 * i + 0.2 * k) * Math.sin(0.23 * j));
  };
}

/**
 * Cuts the set cells of a grid into regions around seeds: the first is the cell nearest to their centroid, each further
 * one the cell farthest from all seeds so far. Distances are squared Euclidean, ties go to the lowest index.
 * @returns for each region its cells, as places on the grid; min(count, set cells) regions
 */
export function voronoiRegions(cells: Uint8Array, grid: number, count: number): number[][] {
  const places: number[] = [];
  cells.forEach((set, place) => set && places.push(place));
  const xs = places.map((p) => p % grid);
  const ys = places.map((p) => Math.floor(p / grid));
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const fromCentre = places.map((_, n) => (ys[n] - my) ** 2 + (xs[n] - mx) ** 2);
  let seed = fromCentre.indexOf(Math.min(...fromCentre));
  const regionOf = new Int32Array(places.length);
  const distance = places.map(() => Infinity);
  const wanted = Math.min(count, places.length);
  for (let region = 0; region < wanted; region++) {
    if (region > 0) seed = distance.indexOf(Math.max(...distance));
    for (let n = 0; n < places.length; n++) {
      const d = (ys[n] - ys[seed]) ** 2 + (xs[n] - xs[seed]) ** 2;
      if (d >= distance[n]) continue;
      distance[n] = d;
      regionOf[n] = region;
    }
  }
  const regions: number[][] = Array.from({ length: wanted }, () => []);
  places.forEach((place, n) => regions[regionOf[n]].push(place));
  return regions;
}

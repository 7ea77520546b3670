import type { PlainModel } from '../model/load';
import type { PreparedVolume } from '../propagation/PreparedVolume';
import { sliceOf, type DrawnSlice } from '../volume/volume';
import { enlarge, fromSquare } from './square';

/** A slice of the query volume; `soft` on its own grid, object where it is above 1/2. */
export interface AcrossSlice {
  readonly slice: number;
  readonly soft: Float32Array;
}

/**
 * The paper's own use, from one volume to another: the object is drawn on slices of a reference, and slices of the query
 * volume are segmented by it.
 *
 * @param drawn slices of the reference
 * @param slices of the query, ascending
 * @param protocol 'sections' (EP1): the slices are cut into as many equal parts as there are drawn slices, part j by drawn
 *   slice j, in order of place; 'shots' (CV-all, EP2): all drawn slices are one support for every slice
 */
export async function* segmentAcross(
  { entry, network }: PlainModel,
  reference: PreparedVolume,
  drawn: readonly DrawnSlice[],
  query: PreparedVolume,
  slices: readonly number[],
  protocol: 'sections' | 'shots',
): AsyncGenerator<AcrossSlice> {
  const inOrder = [...drawn].sort((a, b) => a.slice - b.slice);
  const values = sliceOf(reference.volume, inOrder[0].slice).filter((_, p) => inOrder[0].mask[p] !== 0);
  const from = network.volumeOf(reference.sourceWith(values));
  const to = network.volumeOf(query.sourceWith(values));
  const { columns, rows } = query.volume.geometry;
  const { size, grid } = entry.plain;
  const parts = protocol === 'shots' ? [inOrder] : inOrder.map((one) => [one]);
  for (const [j, part] of parts.entries()) {
    const support = await from.support(part);
    const [begin, end] = [j, j + 1].map((n) => Math.floor((n * slices.length) / parts.length));
    for (const slice of slices.slice(begin, end)) {
      const { u } = await network.head(await to.features(slice), support);
      const last = u.subarray(u.length - grid * grid);
      yield { slice, soft: fromSquare(enlarge(last, grid, size), size, columns, rows) };
    }
  }
}

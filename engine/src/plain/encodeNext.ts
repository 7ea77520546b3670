import type { PlainModel } from '../model/load';
import type { PreparedVolume } from '../propagation/PreparedVolume';

/** How far the features of a volume are. */
export interface FeatureProgress {
  /** `more`: there was something to do, ask again. `full`: the bound on memory is reached, and no slice farther from the viewed one could go. */
  readonly state: 'more' | 'complete' | 'full';
  /** Slices whose features are in memory, and slices of the volume. */
  readonly ready: number;
  readonly total: number;
  /** Memory of the features of the volume, under whatever grey-value window. */
  readonly bytes: number;
  /** Runs of the encoder on this volume, and slices that came from the shelf instead. */
  readonly encoded: number;
  readonly fromShelf: number;
}

/**
 * Makes the features of one slice before a run asks for them: of the slice nearest to the viewed one that has none, as long
 * as the store's bound allows it. Call it again while it says 'more'.
 * @param viewed slice that the user looks at; the farthest from it are dropped first from now on
 * @returns null while the grey values that the encoder will be given depend on what is going to be drawn
 */
export async function encodeNext(
  { entry, network }: PlainModel,
  prepared: PreparedVolume,
  viewed: number,
): Promise<FeatureProgress | null> {
  const source = prepared.likelySource();
  if (!source) return null;
  const { store } = network;
  const volume = network.volumeOf(source);
  store.focus({ viewed });
  const next = outward(viewed, source.slices).find((slice) => !volume.has(slice));
  const bytes = 4 * entry.features * (entry.plain.size / entry.stride) ** 2;
  const fits = next !== undefined && store.admits(next, bytes);
  if (fits) await volume.encodeAhead(next);
  const goesOn = fits || (await volume.shelveOne());
  return {
    state: goesOn ? 'more' : next === undefined ? 'complete' : 'full',
    ready: volume.ready,
    total: source.slices,
    bytes: store.bytesInView,
    encoded: volume.encoded,
    fromShelf: volume.fromShelf,
  };
}

/** All slices by their distance from one, the higher one first. */
function outward(from: number, slices: number): number[] {
  const distance = (slice: number) => Math.abs(slice - from);
  return Array.from({ length: slices }, (_, slice) => slice).sort(
    (a, b) => distance(a) - distance(b) || b - a,
  );
}

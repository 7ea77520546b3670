import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { SeriesSummary } from '../state/viewerContext';

/** Images that lie one behind the other, in spatial order: a series, or one stack of a series that holds several. */
export interface ResolvedSeries {
  readonly summary: SeriesSummary;
  /** Image of every slice, in spatial order. */
  readonly imageIds: readonly string[];
  readonly geometry: VolumeGeometry;
}

/** Where a segmentation was saved last; the next time a new instance goes into the same series. */
export interface SegPlace {
  readonly seriesInstanceUid: string;
  /** Absent: what the writer gives a new series. */
  readonly seriesNumber?: number;
  /** The highest one that is known in the series. */
  readonly instanceNumber: number;
}

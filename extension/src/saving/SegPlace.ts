/** Where a segmentation was saved last; the next time a new instance goes into the same series. */
export interface SegPlace {
  readonly seriesInstanceUid: string;
  /** Absent: what the writer gives a new series. */
  readonly seriesNumber?: number;
  /** Of the series, which all its instances have in common, whatever they are called. Absent: what the next one is called. */
  readonly seriesDescription?: string;
  /** When it began, as DICOM writes it. Absent: when the next one is written. */
  readonly seriesStarted?: { readonly date: string; readonly time: string };
  /** Of what was saved or opened; others in the series may have higher ones (`latestPlace`). */
  readonly instanceNumber: number;
}

import type { Volume } from '@few-shot-lms/engine';
import type { SegSource } from '../saving/SegSource';
import type { LabelPlane } from '../state/maskFingerprint';
import type { SegmentSummary, SeriesSummary, ViewerContext } from '../state/viewerContext';

/** Read and write access to one segment of a labelmap, slice by slice in spatial order. */
export interface SegmentLabels {
  readonly slices: number;
  readonly labelValue: number;
  /** The viewer's own values of slice k, not a copy: what is written here is shown after `labelsChanged`. */
  plane(k: number): LabelPlane;
  /** Non-zero where another layer of the segmentation holds a segment; undefined if there is no other layer. */
  takenElsewhere(k: number): Uint8Array | undefined;
}

/** Grey values of one slice for a small picture, with the window that the viewer shows it in. */
export interface GreySlice {
  readonly columns: number;
  readonly rows: number;
  readonly values: ArrayLike<number>;
  readonly lower: number;
  readonly upper: number;
  readonly inverted: boolean;
}

/** One step of the viewer's own undo list. */
export interface HistoryStep {
  readonly label: string;
  undo(): void;
  redo(): void;
}

export interface HostListener {
  /** The active viewport, its series, its segmentation or its segment may be another one now. */
  onContext(): void;
  /** Voxels of a segmentation have changed. */
  onLabels(segmentationId: string): void;
  onSegmentationRemoved(segmentationId: string): void;
  /** The active viewport shows another slice. */
  onSlice(): void;
}

/** The viewer as the rest of the extension sees it; implemented once for OHIF, and by a small fake in tests. */
export interface ViewerHost {
  context(): ViewerContext;
  currentSlice(): number | null;
  /** @returns the function that ends the watching */
  watch(listener: HostListener): () => void;

  /** Makes sure that there is a labelmap with a segment, then takes the brush. @throws UserError */
  startDrawing(): Promise<void>;
  takeBrush(): void;
  goToSlice(slice: number): void;

  /** Null if the segment or its segmentation is gone. @throws UserError if the labelmap does not fit the series */
  labels(segment: SegmentSummary): SegmentLabels | null;
  /** Has the changed voxels drawn. */
  labelsChanged(segmentationId: string): void;
  pushHistory(step: HistoryStep): void;

  /**
   * The series in modality units, slices in spatial order; loads what is not loaded yet.
   * @throws UserError, CancelledError
   */
  readVolume(
    series: SeriesSummary,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Volume>;
  greySlice(series: SeriesSummary, slice: number): Promise<GreySlice>;

  /** Everything that a SEG of the segmentation needs. @throws UserError */
  segSource(segment: SegmentSummary): SegSource;
  /** False for data sources that can only be read. */
  canStore(): boolean;
  /** Sends a Part 10 file to the data source and shows it in the study list. @throws UserError */
  store(file: StoredFile): Promise<void>;
  download(bytes: ArrayBuffer, name: string): void;
}

export interface StoredFile {
  readonly bytes: ArrayBuffer;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

import type { SegTarget } from '@few-shot-lms/dicom-seg';
import type { Frame, Volume } from '@few-shot-lms/engine';
import type { OpenedSeg } from '../opening/OpenedSeg';
import type { LoadedSeg } from '../saving/LoadedSeg';
import type { SegSource } from '../saving/SegSource';
import type { LabelPlane } from '../state/maskFingerprint';
import type { Placement } from '../state/writeBack';
import type { SegListing } from '../state/sessionState';
import type { SegmentSummary, SeriesSummary, ViewerContext } from '../state/viewerContext';
import type { SegStoreSettings } from './segStoreSettings';

/** Read and write access to a segmentation, slice by slice in spatial order. */
export interface SegmentationLabels {
  /** Key of the series that the slices are of, or of its stack. */
  readonly seriesKey: string;
  readonly slices: number;
  /** Segments that overlap live in layers of their own; most segmentations have one. */
  readonly layers: number;
  /** Every segment that is there. */
  readonly places: readonly SegmentPlace[];
  /** The viewer's own values of slice k, not a copy: what is written here is shown after `labelsChanged`. */
  plane(layer: number, k: number): LabelPlane;
}

/** Where a segment's voxels are. */
export interface SegmentPlace extends Placement {
  readonly index: number;
  readonly locked: boolean;
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
  /** A viewport shows another slice. */
  onSlice(): void;
}

/** The viewer as the rest of the extension sees it; implemented once for OHIF, and by a small fake in tests. */
export interface ViewerHost {
  context(): ViewerContext;
  /** The slice in view: in the active viewport, or in another that shows the series as it was acquired. */
  currentSlice(): number | null;
  /** @returns the function that ends the watching */
  watch(listener: HostListener): () => void;

  /** Makes sure that there is a labelmap with a segment, then takes the brush. @throws UserError */
  startDrawing(): Promise<void>;
  /** Adds an empty segment to the active segmentation, makes it the active one and takes the brush. @throws UserError */
  addSegment(): Promise<void>;
  takeBrush(): void;
  /**
   * Shows a slice where `currentSlice` looks. False if no viewport shows the series as it was acquired; the plane that comes
   * closest goes there then.
   */
  goToSlice(slice: number): Promise<boolean>;
  /** Makes a segmentation the active one of the active viewport, which shows it. */
  activateSegmentation(segmentationId: string): void;
  /** Makes a segment of the active segmentation the active one. */
  activateSegment(segment: SegmentSummary): void;
  /** Lays a picture over the viewport where `currentSlice` looks while it shows the slice; null takes it away. */
  showOverlay(overlay: SliceOverlay | null): void;

  /** Null if the segmentation is gone. @throws UserError if the labelmap does not fit the series */
  labels(segmentationId: string): SegmentationLabels | null;
  /** Whether a viewport draws voxels of a slice now; a viewport that is scrolled to another slice draws it as it then is. */
  draws(segmentationId: string, slice: number): boolean;
  /** Has the changed voxels drawn. */
  labelsChanged(segmentationId: string): void;
  /**
   * Keeps the viewer from computing volume, mean and the like of every segment after each change of a labelmap.
   * @returns the function that lets it do so again, from the next change on
   */
  pauseStatistics(): () => void;
  pushHistory(step: HistoryStep): void;

  /**
   * The series in modality units, slices in spatial order; loads what is not loaded yet.
   * @throws UserError, CancelledError
   */
  readVolume(series: SeriesSummary, options: ReadOptions): Promise<Volume>;
  /** UIDs of the series and of its images in spatial order; of a frame with its number. */
  seriesIdentity(series: SeriesSummary): readonly string[];
  greySlice(series: SeriesSummary, slice: number): Promise<GreySlice>;

  /** The SEGs of a study that the data source has. */
  listSegs(studyKey: string): readonly SegListing[];
  /** Instance numbers of the SEGs that the viewer knows in a series. */
  segNumbers(seriesInstanceUid: string): readonly number[];
  /** The Part 10 file of a listed SEG. @throws UserError */
  segFile(id: string): Promise<ArrayBuffer>;
  /** What a SEG is read for. */
  segTarget(series: SeriesSummary): SegTarget;
  /**
   * Makes a new segmentation of an opened SEG on the series in the active viewport and makes it the active one; what is there
   * already stays as it is. @returns its identifier. @throws UserError
   */
  openSegmentation(series: SeriesSummary, seg: OpenedSeg): Promise<string>;
  /** Everything that a SEG of the segmentation needs. @throws UserError */
  segSource(segment: SegmentSummary): SegSource;
  /** What the SEG says that the viewer opened a segmentation from; null for one that was made here. */
  loadedSeg(segmentationId: string): LoadedSeg | null;
  segStoreSettings(): SegStoreSettings;
  /** False for data sources that can only be read. */
  canStore(): boolean;
  /** Sends a Part 10 file to the data source and shows it in the study list. @throws UserError, NotListedError */
  store(file: StoredFile): Promise<void>;
  download(bytes: ArrayBuffer, name: string): void;
  /** Has the browser ask before the page goes, or not any more. */
  askBeforeUnload(wanted: boolean): void;
  /** False where the browser does not let a page write there. */
  copyText(text: string): Promise<boolean>;
  /** Shows a sentence over the viewer for a moment. */
  notify(notice: Notice): void;

  /** Studies that are open in the viewer, whatever is shown of them. */
  loadedStudies(): readonly string[];
  /** A copy of a segmentation that outlives the viewer's own, null if it is gone. */
  keep(segmentationId: string): KeptSegmentation | null;
  /** Drops what is known of a segmentation that is not going to come back. */
  forget(segmentationId: string): void;
  /** Creates a kept segmentation again in the active viewport. False while the viewport does not show its series. */
  restore(kept: KeptSegmentation): Promise<boolean>;
}

/** A sentence for the user outside of the panel. */
export interface Notice {
  readonly kind: 'info' | 'success' | 'error';
  readonly message: string;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly urgency: Urgency;
  onProgress(done: number, total: number): void;
}

/** Whether somebody waits. What is read ahead leaves the network and the processor to the viewer. */
export interface Urgency {
  readonly urgent: boolean;
  /** Resolves when somebody begins to wait. */
  readonly whenUrgent: Promise<void>;
}

/** A picture in a frame of a slice: centre and sides in slice pixels, 0 being the centre of the first one. */
export interface SliceOverlay {
  readonly slice: number;
  readonly frame: Frame;
  readonly size: number;
  /** size × size × 4, row by row. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** A segmentation while its mode is left; voxels by runs of equal values. */
export interface KeptSegmentation {
  readonly segmentationId: string;
  readonly label: string;
  readonly studyKey: string;
  /** The images that it covers. */
  readonly imageIds: readonly string[];
  /** One of those of the stack that it is of; null where that was not decided. */
  readonly stackImage: string | null;
  readonly segments: readonly {
    readonly index: number;
    readonly label: string;
    readonly locked: boolean;
    readonly active: boolean;
    readonly colour: readonly [number, number, number];
    /** For every image start and end of each run, one after the other. */
    readonly runs: readonly Uint32Array[];
  }[];
}

export interface StoredFile {
  readonly bytes: ArrayBuffer;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

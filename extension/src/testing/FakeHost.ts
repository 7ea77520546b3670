import './pageFrames';
import type { SegTarget } from '@few-shot-lms/dicom-seg';
import type { Volume, VolumeGeometry } from '@few-shot-lms/engine';
import type { OpenedSeg } from '../opening/OpenedSeg';
import type { SegListing } from '../state/sessionState';
import type { SegStoreSettings } from '../ohif/segStoreSettings';
import type {
  HistoryStep,
  HostListener,
  KeptSegmentation,
  Notice,
  ReadOptions,
  SegmentationLabels,
  SliceOverlay,
  StoredFile,
  ViewerHost,
} from '../ohif/ViewerHost';
import type { LoadedSeg } from '../saving/LoadedSeg';
import {
  segmentKey,
  type SegmentSummary,
  type SeriesSummary,
  type ViewerContext,
} from '../state/viewerContext';

export const ROWS = 8;
export const COLUMNS = 8;
export const SLICES = 6;

export const geometry: VolumeGeometry = {
  columns: COLUMNS,
  rows: ROWS,
  slices: SLICES,
  spacing: [1, 2, 3],
  direction: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  origin: [0, 0, 0],
  slicePositions: Array.from({ length: SLICES }, (_, k) => k * 3),
};

export const series: SeriesSummary = {
  key: 'series',
  description: 'T2',
  modality: 'MR',
  bodyPart: 'ABDOMEN',
  studyKey: 'study',
  slices: SLICES,
  rows: ROWS,
  columns: COLUMNS,
  pixelAreaMm2: 2,
  sliceSpacingMm: 3,
  descending: false,
  stack: null,
  warnings: [],
};

export const segment: SegmentSummary = {
  key: segmentKey('seg', 1),
  segmentationId: 'seg',
  segmentationLabel: 'Segmentation 1',
  index: 1,
  label: 'Liver',
  colour: [200, 30, 30],
  locked: false,
};

export const otherSegment: SegmentSummary = {
  ...segment,
  key: segmentKey('seg', 2),
  index: 2,
  label: 'Spleen',
  colour: [30, 200, 30],
};

/** A viewer with one small series and one labelmap; what it is told to do is kept for the test to read. */
export class FakeHost implements ViewerHost {
  context_: ViewerContext = { kind: 'segment', series, segment, segments: [segment, otherSegment] };
  planes = emptyPlanes();
  readonly history: HistoryStep[] = [];
  readonly visited: number[] = [];
  readonly stored: StoredFile[] = [];
  readonly downloads: string[] = [];
  listener: HostListener | undefined;
  segmentGone = false;
  /** Key of the series, or of the stack of it, that the planes are of. */
  seriesKey = series.key;
  /** Indices of segments that were deleted one by one. */
  deleted: readonly number[] = [];
  locked: readonly number[] = [];
  /** Segments besides the two that are always there. */
  readonly added: SegmentSummary[] = [];
  shown = 0;
  volumesRead = 0;
  readonly reads: ReadOptions[] = [];
  beforeRead: ((options: ReadOptions) => Promise<void>) | undefined;
  readonly overlays: (SliceOverlay | null)[] = [];
  copied: string | undefined;
  clipboard = true;
  slice: number | null = 0;
  storeError: Error | undefined;

  context = () => this.context_;
  currentSlice = () => this.slice;
  watch = (listener: HostListener) => {
    this.listener = listener;
    return () => {
      this.listener = undefined;
    };
  };
  startDrawing = async () => {};
  addSegment = async () => {
    if (this.context_.kind !== 'segment') return;
    const { segments } = this.context_;
    const index = Math.max(...segments.map((one) => one.index)) + 1;
    const added = { ...segment, key: segmentKey('seg', index), index, label: `Segment ${index}` };
    this.added.push(added);
    this.context_ = { ...this.context_, segment: added, segments: [...segments, added] };
    this.listener?.onContext();
  };
  takeBrush = () => {};
  /** Whether a viewport shows the series as it was acquired. */
  inPlane = true;
  goToSlice = async (slice: number) => {
    this.visited.push(slice);
    if (!this.inPlane) return false;
    this.slice = slice;
    this.listener?.onSlice();
    return true;
  };
  activateSegmentation = (segmentationId: string) => {
    if (this.context_.kind !== 'segment') return;
    const active = { ...this.context_.segment, segmentationId, key: segmentKey(segmentationId, 1) };
    this.context_ = { ...this.context_, segment: active };
    this.listener?.onContext();
  };
  activateSegment = (active: SegmentSummary) => {
    if (this.context_.kind === 'segment') this.context_ = { ...this.context_, segment: active };
    this.listener?.onContext();
  };
  showOverlay = (overlay: SliceOverlay | null) => void this.overlays.push(overlay);
  labels = (): SegmentationLabels | null =>
    this.segmentGone
      ? null
      : {
          seriesKey: this.seriesKey,
          slices: SLICES,
          layers: 1,
          places: [segment, otherSegment, ...this.added]
            .filter(({ index }) => !this.deleted.includes(index))
            .map(({ index }) => ({ index, layer: 0, value: index, locked: this.locked.includes(index) })),
          plane: (_, k) => this.planes[k],
        };
  draws = (_segmentationId: string, slice: number) => slice === this.slice;
  labelsChanged = (segmentationId: string) => {
    this.shown++;
    this.listener?.onLabels(segmentationId);
  };
  statisticsPaused = false;
  pauseStatistics = () => {
    this.statisticsPaused = true;
    return () => void (this.statisticsPaused = false);
  };
  pushHistory = (step: HistoryStep) => void this.history.push(step);
  readVolume = async (_series: SeriesSummary, options: ReadOptions): Promise<Volume> => {
    this.reads.push(options);
    this.volumesRead++;
    await this.beforeRead?.(options);
    options.onProgress(SLICES, SLICES);
    return {
      geometry,
      data: new Int16Array(ROWS * COLUMNS * SLICES),
      modality: 'MR',
    };
  };
  seriesIdentity = () => ['series', ...this.planes.map((_, k) => `image ${k}`)];
  greySlice = async () => ({
    columns: COLUMNS,
    rows: ROWS,
    values: new Uint8Array(ROWS * COLUMNS),
    lower: 0,
    upper: 255,
    inverted: false,
  });
  segs: SegListing[] = [];
  listSegs = () => this.segs;
  segNumbers = (): readonly number[] => [];
  segFile = async (id: string): Promise<ArrayBuffer> => new TextEncoder().encode(id).buffer;
  segTarget = (): SegTarget => ({ geometry, instances: [], seriesInstanceUid: '1.2' });
  readonly opened: OpenedSeg[] = [];
  openSegmentation = async (_series: SeriesSummary, seg: OpenedSeg) => {
    this.opened.push(seg);
    return 'opened';
  };
  segSource = (): never => {
    throw new Error('the fake host has no source images');
  };
  loadedSeg = (): LoadedSeg | null => null;
  segStoreSettings = (): SegStoreSettings => ({ encoding: 'LABELMAP', compressed: true });
  canStore = () => true;
  store = async (file: StoredFile) => {
    if (this.storeError) throw this.storeError;
    this.stored.push(file);
  };
  copyText = async (text: string) => {
    this.copied = text;
    return this.clipboard;
  };
  asksBeforeUnload = false;
  askBeforeUnload = (wanted: boolean) => void (this.asksBeforeUnload = wanted);
  readonly notices: Notice[] = [];
  notify = (notice: Notice) => void this.notices.push(notice);
  loadedStudies = (): readonly string[] =>
    this.context_.kind === 'no-series' ? [] : [this.context_.series.studyKey];
  keep = (segmentationId: string): KeptSegmentation | null => ({
    segmentationId,
    label: 'Segmentation 1',
    studyKey: series.studyKey,
    imageIds: [series.key],
    stackImage: null,
    segments: [],
  });
  readonly forgotten: string[] = [];
  forget = (segmentationId: string) => void this.forgotten.push(segmentationId);
  readonly restored: KeptSegmentation[] = [];
  restore = async (kept: KeptSegmentation) => {
    const shown = this.context_.kind === 'no-series' ? undefined : this.context_.series.key;
    if (!kept.imageIds.some((image) => image === shown)) return false;
    this.restored.push(kept);
    return true;
  };
  download = (_bytes: ArrayBuffer, name: string) => void this.downloads.push(name);

  /** Draws a square of a segment on a slice, from (left, top), `side` voxels wide. */
  draw(slice: number, label: number, left: number, top: number, side: number): void {
    for (let y = top; y < top + side; y++) {
      for (let x = left; x < left + side; x++) this.planes[slice][y * COLUMNS + x] = label;
    }
    this.listener?.onLabels('seg');
  }

  /** Has the segmentation be of another stack of the series, with nothing drawn on it; nobody hears of it where `silently`. */
  moveToStack(key: string, silently = false): void {
    this.seriesKey = key;
    this.planes = emptyPlanes();
    if (this.context_.kind === 'segment') this.context_ = { ...this.context_, series: { ...series, key } };
    if (!silently) this.listener?.onContext();
  }
}

function emptyPlanes(): Uint8Array[] {
  return Array.from({ length: SLICES }, () => new Uint8Array(ROWS * COLUMNS));
}

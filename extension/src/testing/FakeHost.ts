import type { Volume } from '@few-shot-lms/engine';
import type { HistoryStep, HostListener, SegmentLabels, StoredFile, ViewerHost } from '../ohif/ViewerHost';
import {
  segmentKey,
  type SegmentSummary,
  type SeriesSummary,
  type ViewerContext,
} from '../state/viewerContext';

export const ROWS = 8;
export const COLUMNS = 8;
export const SLICES = 6;

export const series: SeriesSummary = {
  key: 'series',
  description: 'T2',
  modality: 'MR',
  slices: SLICES,
  rows: ROWS,
  columns: COLUMNS,
  pixelAreaMm2: 2,
  sliceSpacingMm: 3,
  descending: false,
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

/** A viewer with one small series and one labelmap; what it is told to do is kept for the test to read. */
export class FakeHost implements ViewerHost {
  context_: ViewerContext = { kind: 'segment', series, segment };
  readonly planes = Array.from({ length: SLICES }, () => new Uint8Array(ROWS * COLUMNS));
  readonly history: HistoryStep[] = [];
  readonly visited: number[] = [];
  readonly stored: StoredFile[] = [];
  readonly downloads: string[] = [];
  listener: HostListener | undefined;
  segmentGone = false;
  shown = 0;
  volumesRead = 0;
  storeError: Error | undefined;

  context = () => this.context_;
  currentSlice = () => 0;
  watch = (listener: HostListener) => {
    this.listener = listener;
    return () => {
      this.listener = undefined;
    };
  };
  startDrawing = async () => {};
  takeBrush = () => {};
  goToSlice = (slice: number) => void this.visited.push(slice);
  labels = (of: SegmentSummary): SegmentLabels | null =>
    this.segmentGone
      ? null
      : {
          slices: SLICES,
          labelValue: of.index,
          plane: (k) => this.planes[k],
          takenElsewhere: () => undefined,
        };
  labelsChanged = (segmentationId: string) => {
    this.shown++;
    this.listener?.onLabels(segmentationId);
  };
  pushHistory = (step: HistoryStep) => void this.history.push(step);
  readVolume = async (
    _series: SeriesSummary,
    onProgress: (done: number, total: number) => void,
  ): Promise<Volume> => {
    this.volumesRead++;
    onProgress(SLICES, SLICES);
    return {
      geometry: {
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
      },
      data: new Int16Array(ROWS * COLUMNS * SLICES),
      modality: 'MR',
    };
  };
  greySlice = async () => ({
    columns: COLUMNS,
    rows: ROWS,
    values: new Uint8Array(ROWS * COLUMNS),
    lower: 0,
    upper: 255,
    inverted: false,
  });
  segSource = (): never => {
    throw new Error('the fake host has no source images');
  };
  canStore = () => true;
  store = async (file: StoredFile) => {
    if (this.storeError) throw this.storeError;
    this.stored.push(file);
  };
  download = (_bytes: ArrayBuffer, name: string) => void this.downloads.push(name);

  /** Draws a square of a segment on a slice, from (left, top), `side` voxels wide. */
  draw(slice: number, label: number, left: number, top: number, side: number): void {
    for (let y = top; y < top + side; y++) {
      for (let x = left; x < left + side; x++) this.planes[slice][y * COLUMNS + x] = label;
    }
    this.listener?.onLabels('seg');
  }
}

import { UserError } from '@few-shot-lms/engine';
import type { SegmentationLabels, ViewerHost } from '../ohif/ViewerHost';
import type { MasksBySegment } from '../state/events';
import { maskFingerprint } from '../state/maskFingerprint';
import { segmentKey } from '../state/viewerContext';
import { applyChange, mergedChange, writeSlice, type LayerChange, type Placement } from '../state/writeBack';
import { texts } from '../texts';
import { DrawingPace } from './DrawingPace';

/** Time between two redraws of the labelmap at least. */
const SHOW_MS = 250;
/** Time that is left to a run after a redraw at most. */
const LONGEST_REST_MS = 2000;

export interface LabelEditOptions {
  readonly segmentationId: string;
  /** Of the series or stack whose slices are meant; a segmentation may move to another stack later. */
  readonly seriesKey: string;
  /** What the viewer's undo list calls the step. */
  readonly label: string;
  /** Whether voxels of a segment that is not written, by its index, may be taken on a slice. */
  mayTake(index: number, slice: number): boolean;
  /** The edit is about to be taken back or done again. */
  beforeUndo(): void;
  /** The edit was taken back (true) or done again (false) through the viewer's undo list. */
  onUndo(undone: boolean): void;
  /** The edit could not be taken back or done again; the message is a sentence for the user. */
  onRefused(message: string): void;
}

/**
 * One step of the viewer's undo list: changes of a labelmap, slice by slice, that are taken back together. The step is
 * made with the first change: strokes drawn while the edit goes on come after it and are undone before it.
 */
export class LabelEdit {
  /** By slice. */
  private readonly changes = new Map<number, readonly LayerChange[]>();
  private readonly pace = new DrawingPace(
    () => this.host.labelsChanged(this.options.segmentationId),
    SHOW_MS,
    LONGEST_REST_MS,
  );
  private inHistory = false;
  private undone = false;

  constructor(
    private readonly host: ViewerHost,
    private readonly options: LabelEditOptions,
  ) {}

  /** True while the edit is taken back; nothing may be written then. */
  get isUndone(): boolean {
    return this.undone;
  }

  /**
   * Makes segments show masks on a slice.
   * @param masks by index of the segment
   * @returns what every segment holds now whose mask was written or has lost voxels
   * @throws UserError if a segment is gone, or the segmentation has moved to another stack
   */
  write(slice: number, masks: ReadonlyMap<number, Uint8Array>): MasksBySegment {
    const labels = this.labels();
    const planes = Array.from({ length: labels.layers }, (_, layer) => labels.plane(layer, slice));
    const writes = [...masks].map(([index, mask]) => ({ place: placeOf(labels, index), mask }));
    const changes = writeSlice(planes, writes, (held) => this.mayTake(labels, held, slice));
    if (changes.length > 0) {
      this.remember(slice, changes);
      if (this.host.draws(this.options.segmentationId, slice)) this.pace.soon();
    }
    const lost = new Set(
      changes.flatMap(({ layer, before }) => [...new Set(before)].map((v) => `${layer} ${v}`)),
    );
    const touched = labels.places.filter(
      ({ index, layer, value }) => masks.has(index) || lost.has(`${layer} ${value}`),
    );
    return Object.fromEntries(
      touched.map(({ index, layer, value }) => [
        segmentKey(this.options.segmentationId, index),
        maskFingerprint(planes[layer], value),
      ]),
    );
  }

  /** Shows what has been written. */
  show(): void {
    this.pace.now();
  }

  private mayTake(labels: SegmentationLabels, held: Placement, slice: number): boolean {
    const holder = labels.places.find(({ layer, value }) => layer === held.layer && value === held.value);
    return holder !== undefined && !holder.locked && this.options.mayTake(holder.index, slice);
  }

  private labels(): SegmentationLabels {
    const labels = this.host.labels(this.options.segmentationId);
    if (!labels) throw new UserError(texts.problems.segmentGone);
    if (this.isElsewhere(labels)) throw new UserError(texts.problems.stackLeft);
    return labels;
  }

  /** Slices with the same numbers are other images then. */
  private isElsewhere({ seriesKey }: SegmentationLabels): boolean {
    return seriesKey !== this.options.seriesKey;
  }

  private remember(slice: number, changes: readonly LayerChange[]): void {
    const earlier = this.changes.get(slice) ?? [];
    const merged = changes.map((change) => {
      const before = earlier.find(({ layer }) => layer === change.layer);
      return before ? mergedChange(before, change) : change;
    });
    const untouched = earlier.filter(({ layer }) => !changes.some((change) => change.layer === layer));
    this.changes.set(slice, [...untouched, ...merged]);
    if (this.inHistory) return;
    this.inHistory = true;
    this.host.pushHistory({
      label: this.options.label,
      undo: () => this.takeBack(true),
      redo: () => this.takeBack(false),
    });
  }

  private takeBack(undone: boolean): void {
    // What could not be taken back is not to be done again.
    if (undone === this.undone) return;
    const labels = this.host.labels(this.options.segmentationId);
    if (labels && this.isElsewhere(labels)) {
      // Thrown, it would keep the viewer's undo list from getting past this step.
      this.options.onRefused(texts.problems.otherStack(this.options.label));
      return;
    }
    if (labels) this.options.beforeUndo();
    this.undone = undone;
    // Without the segmentation there is nothing left that could be undone.
    if (!labels) return;
    for (const [slice, changes] of this.changes) {
      for (const change of changes) {
        applyChange(labels.plane(change.layer, slice), change, undone ? 'before' : 'after');
      }
    }
    this.options.onUndo(undone);
    this.host.labelsChanged(this.options.segmentationId);
  }
}

/** @throws UserError if the segment is gone */
export function placeOf(labels: SegmentationLabels, index: number): Placement {
  const place = labels.places.find((candidate) => candidate.index === index);
  if (!place) throw new UserError(texts.problems.segmentGone);
  return place;
}

import { UserError } from '@few-shot-lms/engine';
import type { SegmentLabels, ViewerHost } from '../ohif/ViewerHost';
import { maskFingerprint, type MaskFingerprint } from '../state/maskFingerprint';
import type { SegmentSummary } from '../state/viewerContext';
import { applyChange, sliceChange, type SliceChange } from '../state/writeBack';
import { texts } from '../texts';

/** Redrawing a volume viewport costs tens of milliseconds, so results are shown a few times a second. */
const SHOW_EVERY_MS = 250;

export interface ResultWriterEvents {
  /** The run was taken back (true) or done again (false) through the viewer's undo list. */
  onUndo(undone: boolean): void;
}

/**
 * Writes the slices of one run into the viewer's labelmap and keeps what it changed, so that one step of the viewer's
 * undo list takes all of it back. The step is made with the first written slice: strokes drawn while the run goes on
 * come after it and are undone before it.
 */
export class ResultWriter {
  private readonly changes = new Map<number, SliceChange>();
  private showTimer: ReturnType<typeof setTimeout> | undefined;
  private inHistory = false;
  private undone = false;

  constructor(
    private readonly host: ViewerHost,
    private readonly segment: SegmentSummary,
    /** True for a mask that an earlier run left on the slice; anything else that is there was drawn. */
    private readonly isOwnWork: (slice: number, mask: MaskFingerprint) => boolean,
    private readonly events: ResultWriterEvents,
  ) {}

  /**
   * Puts the mask on a slice.
   * @returns the segment's mask there afterwards, null if the slice was left as the user drew it
   * @throws UserError if the segment is gone
   */
  write(slice: number, mask: Uint8Array): MaskFingerprint | null {
    if (this.undone) return null;
    const labels = this.labels();
    const plane = labels.plane(slice);
    const there = maskFingerprint(plane, labels.labelValue);
    if (there.voxels > 0 && !this.changes.has(slice) && !this.isOwnWork(slice, there)) return null;
    const change = sliceChange(plane, mask, {
      labelValue: labels.labelValue,
      takenElsewhere: labels.takenElsewhere(slice),
    });
    if (change.indices.length > 0) {
      applyChange(plane, change, 'after');
      this.remember(slice, change);
      this.showSoon();
    }
    return maskFingerprint(plane, labels.labelValue);
  }

  /** Shows what has been written and not been shown yet. */
  flush(): void {
    if (this.showTimer === undefined) return;
    clearTimeout(this.showTimer);
    this.showTimer = undefined;
    this.host.labelsChanged(this.segment.segmentationId);
  }

  private labels(): SegmentLabels {
    const labels = this.host.labels(this.segment);
    if (!labels) throw new UserError(texts.problems.segmentGone);
    return labels;
  }

  private remember(slice: number, change: SliceChange): void {
    const earlier = this.changes.get(slice);
    this.changes.set(slice, earlier ? merged(earlier, change) : change);
    if (this.inHistory) return;
    this.inHistory = true;
    this.host.pushHistory({
      label: texts.history.run(this.segment.label),
      undo: () => this.takeBack(true),
      redo: () => this.takeBack(false),
    });
  }

  private takeBack(undone: boolean): void {
    this.undone = undone;
    const labels = this.host.labels(this.segment);
    // Without the segment there is nothing left that could be undone.
    if (!labels) return;
    for (const [slice, change] of this.changes) {
      applyChange(labels.plane(slice), change, undone ? 'before' : 'after');
    }
    this.events.onUndo(undone);
    this.host.labelsChanged(this.segment.segmentationId);
  }

  private showSoon(): void {
    this.showTimer ??= setTimeout(() => this.flush(), SHOW_EVERY_MS);
  }
}

/** Two changes of one slice, one after the other, as a single one. */
function merged(first: SliceChange, second: SliceChange): SliceChange {
  const before = new Map<number, number>();
  const after = new Map<number, number>();
  for (const { indices, before: was, after: is } of [first, second]) {
    indices.forEach((index, n) => {
      if (!before.has(index)) before.set(index, was[n]);
      after.set(index, is[n]);
    });
  }
  const indices = [...before.keys()].filter((index) => before.get(index) !== after.get(index));
  return {
    indices: Uint32Array.from(indices),
    before: Uint16Array.from(indices, (index) => before.get(index)!),
    after: Uint16Array.from(indices, (index) => after.get(index)!),
  };
}

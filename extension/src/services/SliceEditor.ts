import { UserError } from '@few-shot-lms/engine';
import { isFinding, isLocked } from '../state/provenance';
import { visitedToCheck } from '../state/review';
import { isGoing } from '../state/runState';
import { segmentView, type SegmentView, type SliceView } from '../state/segmentView';
import type { Side } from '../state/sessionState';
import { texts } from '../texts';
import { LabelEdit } from './LabelEdit';
import type { LabelReader } from './LabelReader';
import { segmentContext, type Session } from './Session';

/** What is emptied: one slice, from a slice to the first or last one, or everything that runs have filled. */
export type ClearWhat = 'slice' | Side | 'all';

/** What the user decides about single slices: clear, lock, release, found right. */
export class SliceEditor {
  constructor(
    private readonly session: Session,
    private readonly labels: LabelReader,
  ) {}

  /**
   * Empties slices of the active segment as one step of the viewer's undo list. Drawn, locked and erased slices stay as they
   * are, unless the one slice is meant.
   * @throws UserError if there is nothing to clear, or the segment is locked in the viewer
   */
  clear(what: ClearWhat, from: number | null): void {
    const { host, store, nextRunId } = this.session;
    const { segment, series, locked } = this.idleSegment();
    if (locked) throw new UserError(texts.problems.locked(segment.label));
    const view = segmentView(store.getSnapshot(), segment.key);
    if (what !== 'all' && from === null) throw new UserError(texts.problems.noSlice);
    const start = from ?? 0;
    const reaches = (slice: number) =>
      what === 'slice'
        ? slice === start
        : what === 'low'
          ? slice <= start
          : what === 'high'
            ? slice >= start
            : true;
    const goes = (slice: SliceView, k: number) => reaches(k) && (what === 'slice' || !isLocked(slice));
    // Also where all that was found has gone to others: a run could bring it back.
    const holds = ({ role, runId }: SliceView) => role !== 'empty' || runId !== undefined;
    const slices = view.slices.flatMap((slice, k) => (goes(slice, k) && holds(slice) ? [k] : []));
    const written = slices.filter((k) => view.slices[k].voxels > 0);
    if (written.length === 0) throw new UserError(texts.problems.nothingToClear);
    const runId = nextRunId();
    const edit = new LabelEdit(host, {
      segmentationId: segment.segmentationId,
      seriesKey: series.key,
      label: texts.history.clear(segment.label),
      mayTake: () => false,
      // What a quick undo before this one has brought back is known by its voxels.
      beforeUndo: () => void this.labels.read(segment.segmentationId),
      onUndo: (undone) => {
        store.dispatch({ type: 'undone', runId, segmentKeys: [segment.key], undone });
        // At once: until then slices that have come back or gone would look erased.
        this.labels.read(segment.segmentationId);
      },
      onRefused: (message) => store.dispatch({ type: 'problem', message }),
    });
    const nothing = new Uint8Array(series.rows * series.columns);
    for (const slice of written) edit.write(slice, new Map([[segment.index, nothing]]));
    const ends = nearerEnds(view, what, start);
    store.dispatch({ type: 'cleared', runId, segmentKey: segment.key, slices, ends });
    edit.show();
  }

  /** Makes a filled slice of the active segment a support as it is. @throws UserError if it is empty */
  lock(slice: number): void {
    this.decide(slice, 'locked');
  }

  /** Makes a drawn slice no support any more, or gives an erased one back to runs. @throws UserError if it is empty otherwise */
  release(slice: number): void {
    this.decide(slice, 'released');
  }

  /** Notes that a run's finding is right (or not any more); runs leave it alone then. @throws UserError if there is none */
  accept(slice: number, accepted: boolean | undefined): void {
    const { segment } = this.idleSegment();
    const { store } = this.session;
    const view = segmentView(store.getSnapshot(), segment.key).slices[slice];
    if (!view || !isFinding(view)) throw new UserError(texts.problems.notFilled);
    const checked = accepted ?? !view.checked;
    store.dispatch({ type: 'checked', segmentKey: segment.key, slice, checked });
    if (checked) store.dispatch({ type: 'visited', segmentKey: segment.key, slice });
  }

  /** Notes that all findings that the user has looked at are right, of those that are not out of date. @throws UserError if there are none */
  acceptVisited(): void {
    const { segment } = this.idleSegment();
    const { store } = this.session;
    const slices = visitedToCheck(segmentView(store.getSnapshot(), segment.key));
    if (slices.length === 0) throw new UserError(texts.problems.nothingVisited);
    for (const slice of slices) {
      store.dispatch({ type: 'checked', segmentKey: segment.key, slice, checked: true });
    }
  }

  private decide(slice: number, decision: 'locked' | 'released'): void {
    const { segment } = this.idleSegment();
    const { store } = this.session;
    const view = segmentView(store.getSnapshot(), segment.key).slices[slice];
    const canBe = view && (view.voxels > 0 || (decision === 'released' && view.role === 'erased'));
    if (!canBe) throw new UserError(texts.problems.emptySlice);
    store.dispatch({ type: 'decided', segmentKey: segment.key, slice, decision });
  }

  /** The active segment with what is drawn right now, and whether it is locked. @throws UserError while a run changes it */
  private idleSegment() {
    const context = segmentContext(this.session);
    const { run } = this.session.store.getSnapshot();
    const changing = isGoing(run) && run.targets.some(({ segmentKey }) => segmentKey === context.segment.key);
    if (changing) throw new UserError(texts.problems.busy);
    const labels = this.labels.read(context.segment.segmentationId);
    const place = labels?.places.find(({ index }) => index === context.segment.index);
    return { ...context, locked: place?.locked ?? context.segment.locked };
  }
}

/** Where the user's ends are after a clearing: not beyond what was cleared. */
function nearerEnds({ supports, ends }: SegmentView, what: ClearWhat, start: number) {
  const sides: readonly Side[] = what === 'slice' ? [] : what === 'all' ? ['low', 'high'] : [what];
  return sides.flatMap((side): { side: Side; slice: number | null }[] => {
    const end = ends[side];
    if (end === undefined) return [];
    const outward = side === 'high' ? 1 : -1;
    const last = start - outward;
    const outermost = side === 'high' ? Math.max(...supports) : Math.min(...supports);
    if (what === 'all' || (last - outermost) * outward <= 0) return [{ side, slice: null }];
    return (end - last) * outward > 0 ? [{ side, slice: last }] : [];
  });
}

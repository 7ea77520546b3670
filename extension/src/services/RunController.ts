import { CancelledError, UserError } from '@few-shot-lms/engine';
import type { SegmentationLabels } from '../ohif/ViewerHost';
import { maskFingerprint } from '../state/maskFingerprint';
import { isLocked, sliceState, type SliceState } from '../state/provenance';
import { keepsVoxels, type RunPlan } from '../state/runPlan';
import { isChecked } from '../state/segmentView';
import { isGoing, runOf, type RunInSight, type RunOf, type RunTarget } from '../state/runState';
import { mayOverwrite, segmentSession } from '../state/sessionState';
import { standingNames, standingSegments, workOn, type StandingSegment } from '../state/standing';
import { segmentationOf, segmentKey, type ListedSegments } from '../state/viewerContext';
import { someLabels, texts } from '../texts';
import type { PropagatedSlice, PropagateEvent } from '../worker/protocol';
import { LabelEdit, placeOf } from './LabelEdit';
import type { LabelReader } from './LabelReader';
import type { ModelBackend } from './ModelBackend';
import { segmentRequests, tokenOf } from './segmentRequests';
import { segmentContext, sentence, type SegmentContext, type Session } from './Session';
import type { VolumeLoader } from './VolumeLoader';

interface OngoingRun {
  readonly run: RunOf;
  /** Segments that may lose voxels to it or get some back. */
  readonly standing: readonly StandingSegment[];
  readonly edit: LabelEdit;
  readonly abort: AbortController;
  readonly resumeStatistics: () => void;
  /** Slices on which the job holds voxels for a segment that was not written there, for the user had been there first. */
  readonly unwritten: Set<number>;
  /** A result could not be written: the run is stopped and says this instead of 'cancelled'. */
  failure: Error | undefined;
}

/** Carries runs out, one at a time: images and model, the worker's results into the labelmap, how it ends into the state. */
export class RunController {
  private ongoing: OngoingRun | undefined;

  constructor(
    private readonly session: Session,
    private readonly backend: ModelBackend,
    private readonly volumes: VolumeLoader,
    private readonly labels: LabelReader,
  ) {}

  /**
   * Runs what `plan` says of the state after a fresh look at the labelmap. Resolves when the run has ended, however it ends.
   * @param plan works on the state of now. @throws UserError
   */
  async start(
    plan: (context: SegmentContext) => RunPlan & { readonly continues?: RunInSight },
  ): Promise<void> {
    const { store, nextRunId } = this.session;
    if (isGoing(store.getSnapshot().run)) throw new UserError(texts.problems.busy);
    const context = segmentContext(this.session);
    const { segmentationId } = context.segment;
    const labels = this.labels.read(segmentationId);
    if (!labels) throw new UserError(texts.problems.noSegment);
    const { kind, targets, movedEnd, continues } = plan(context);
    const runId = nextRunId();
    const standing = standingSegments(store.getSnapshot(), context, targets);
    const segments = segmentRequests(targets, standing, labels);
    const run: RunOf = {
      runId,
      kind,
      segmentationId,
      seriesKey: context.series.key,
      targets,
      movedEnd,
      standing: standingNames(standing),
      continued: continues ? runOf(continues) : null,
    };
    const ongoing = this.prepare(run, standing);
    this.ongoing = ongoing;
    try {
      await this.carryOut(ongoing, context, { segments, continues: continues && tokenOf(continues.runId) });
      this.end(ongoing, null);
    } catch (error) {
      this.end(ongoing, error);
    } finally {
      if (this.ongoing === ongoing) this.ongoing = undefined;
    }
  }

  /** Ends the run within one slice; finished slices stay, the rest can be done later. */
  cancel(): void {
    const { store } = this.session;
    const { run } = store.getSnapshot();
    if (!isGoing(run)) return;
    this.ongoing?.abort.abort();
    store.dispatch({ type: 'run-cancelling', runId: run.runId });
  }

  /**
   * Ends the run where a label that it fills is not listed any more, as none is of a segmentation that is gone: the viewer
   * gives its number to the next one that is created, which would be filled.
   */
  endIfDeleted({ segmentationId, indices }: ListedSegments): void {
    const { store, now } = this.session;
    const { run } = store.getSnapshot();
    const { ongoing } = this;
    if (!ongoing || !isGoing(run) || run.segmentationId !== segmentationId) return;
    if (run.targets.every(({ index }) => indices.includes(index))) return;
    ongoing.failure = new UserError(texts.problems.segmentGone);
    ongoing.abort.abort();
    // At once: the model may take a while to load before the run comes to its end.
    store.dispatch({ type: 'run-failed', runId: run.runId, message: sentence(ongoing.failure), atMs: now() });
  }

  private prepare(run: RunOf, standing: readonly StandingSegment[]): OngoingRun {
    const { host, store } = this.session;
    const abort = new AbortController();
    const edit = new LabelEdit(host, {
      segmentationId: run.segmentationId,
      seriesKey: run.seriesKey,
      label: texts.history[run.kind](someLabels(run.targets.map(({ label }) => label))),
      mayTake: (index, slice) => {
        const state = store.getSnapshot();
        if (!mayOverwrite(state, run.segmentationId)) return false;
        const key = segmentKey(run.segmentationId, index);
        return run.targets.every((target) => target.index !== index) && !keepsVoxels(state, key, slice);
      },
      // What a quick undo before this one has brought back is known by its voxels.
      beforeUndo: () => void this.labels.read(run.segmentationId),
      onUndo: (undone) => {
        if (undone) abort.abort();
        // Also those that it only took voxels from.
        const segmentKeys = Object.keys(store.getSnapshot().segments).filter(
          (key) => segmentationOf(key) === run.segmentationId,
        );
        store.dispatch({ type: 'undone', runId: run.runId, segmentKeys, undone });
        // At once: until then slices that have come back would look erased.
        this.labels.read(run.segmentationId);
      },
      onRefused: (message) => store.dispatch({ type: 'problem', message }),
    });
    const resumeStatistics = host.pauseStatistics();
    return { run, standing, edit, abort, resumeStatistics, unwritten: new Set(), failure: undefined };
  }

  private async carryOut(
    ongoing: OngoingRun,
    { series }: SegmentContext,
    request: Pick<Parameters<ModelBackend['propagate']>[0], 'segments' | 'continues'>,
  ): Promise<void> {
    const { store, now } = this.session;
    const { run, abort } = ongoing;
    const { runId } = run;
    const prepare = (step: 'images' | 'model', done: number, total: number) =>
      store.dispatch({ type: 'run-preparing', run, step, done, total });
    prepare('model', 0, 1);
    const ready = this.backend.ready();
    // It is awaited below; until then a failure must not count as unhandled.
    ready.catch(() => undefined);
    await this.volumes.ensure(series, (done, total) => prepare('images', done, total), abort.signal);
    if (!abort.signal.aborted) prepare('model', 0, 1);
    const algorithm = await ready;
    if (abort.signal.aborted) throw new CancelledError();
    store.dispatch({ type: 'run-started', runId, atMs: now(), algorithm });
    await this.backend.propagate(
      {
        volumeKey: series.key,
        token: tokenOf(runId),
        ...request,
        onEvent: (event) => this.take(event, ongoing),
      },
      abort.signal,
    );
    if (ongoing.failure) throw ongoing.failure;
  }

  private end(ongoing: OngoingRun, error: unknown): void {
    const { store, now } = this.session;
    const { edit, abort, failure: ownFailure } = ongoing;
    const { runId } = ongoing.run;
    ongoing.resumeStatistics();
    // Also where all is shown already: the viewer computes the statistics after this change.
    edit.show();
    const failure = ownFailure ?? error;
    // Leaving the mode stops the worker under a cancelled run, which then ends in another way than by the cancel.
    const cancelled = failure instanceof CancelledError || (abort.signal.aborted && !ownFailure);
    if (failure === null || cancelled) {
      store.dispatch({ type: 'run-ended', runId, how: cancelled ? 'cancelled' : 'done', atMs: now() });
    } else {
      store.dispatch({ type: 'run-failed', runId, message: sentence(failure), atMs: now() });
    }
  }

  private take(event: PropagateEvent, ongoing: OngoingRun): void {
    const { store, now } = this.session;
    const { runId } = ongoing.run;
    if (event.type === 'restarted') {
      store.dispatch({ type: 'run-restarted', runId, atMs: now() });
      return;
    }
    if (ongoing.failure) return;
    try {
      this.takeSlice(event.result, ongoing);
    } catch (error) {
      ongoing.failure = error instanceof Error ? error : new Error(String(error));
      ongoing.abort.abort();
    }
  }

  private takeSlice(result: PropagatedSlice, { run, standing, edit, unwritten }: OngoingRun): void {
    const { slice, status, scores } = result;
    const own = run.targets.find((target) => target.segmentKey === result.segmentKey);
    // A run that goes on where another one stopped also brings what nobody wants any more.
    if (!own?.slices.includes(slice)) return;
    const labels = this.session.host.labels(run.segmentationId);
    if (!labels) throw new UserError(texts.problems.segmentGone);
    const mine = !edit.isUndone && this.mayWrite(own, slice, labels);
    if (!mine && result.mask.some((voxel) => voxel !== 0)) unwritten.add(slice);
    const robbed =
      unwritten.has(slice) ||
      standing.some((other) => stoodOn(other, slice) && !this.stillStands(other, slice, labels));
    const masks = new Map(mine ? [[own.index, result.mask]] : []);
    for (const { segmentKey: key, mask } of mine ? result.others : []) {
      const target = run.targets.find((one) => one.segmentKey === key && one.slices.includes(slice));
      const other = standing.find((one) => one.segmentKey === key);
      if (target && this.mayWrite(target, slice, labels)) masks.set(target.index, mask);
      else if (!target && other && this.stillStands(other, slice, labels)) masks.set(other.index, mask);
    }
    this.session.store.dispatch({
      type: 'run-slice',
      runId: run.runId,
      segmentKey: own.segmentKey,
      slice,
      status,
      scores,
      masks: mine ? edit.write(slice, masks) : null,
      robbed,
      atMs: this.session.now(),
    });
  }

  /** False for a slice that the user has drawn on, locked, erased or found right since the run was planned, and in a locked segment. */
  private mayWrite(target: RunTarget, slice: number, labels: SegmentationLabels): boolean {
    if (labels.places.some(({ index, locked }) => index === target.index && locked)) return false;
    const { checked, ...state } = this.look(target, slice, labels);
    return !isLocked(state) && !checked;
  }

  /** False where the user has drawn, cleared, locked or found right what stood there when the run was planned. */
  private stillStands(standing: StandingSegment, slice: number, labels: SegmentationLabels): boolean {
    // The user may have deleted the segment since, or locked it.
    const place = labels.places.find(({ index }) => index === standing.index);
    if (!place || place.locked) return false;
    const known = stoodOn(standing, slice);
    return known !== undefined && workOn(this.look(standing, slice, labels)) === known.runId;
  }

  /** A slice as it is in the labelmap, whether or not that has been read since it changed. */
  private look(
    { segmentKey: key, index }: Pick<RunTarget, 'segmentKey' | 'index'>,
    slice: number,
    labels: SegmentationLabels,
  ): SliceState & { readonly checked: boolean } {
    const place = placeOf(labels, index);
    const there = maskFingerprint(labels.plane(place.layer, slice), place.value);
    const known = segmentSession(this.session.store.getSnapshot(), key);
    const { outcomes, undoneRuns } = known.provenance;
    const state = sliceState(there, outcomes[slice] ?? [], undoneRuns);
    return { ...state, checked: isChecked(known, slice, state) };
  }
}

/** What a segment had on a slice when the run began. */
function stoodOn({ slices }: StandingSegment, slice: number): StandingSegment['slices'][number] | undefined {
  return slices.find((one) => one.slice === slice);
}

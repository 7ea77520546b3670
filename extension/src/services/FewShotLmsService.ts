import { CancelledError, UserError, type DrawnSlice } from '@few-shot-lms/engine';
import type { SegmentLabels, ViewerHost } from '../ohif/ViewerHost';
import { buildSegFile } from '../saving/buildSegFile';
import { maskFingerprint, maskOf } from '../state/maskFingerprint';
import { sliceStates } from '../state/provenance';
import { parseRange, planRun, type RunPlan } from '../state/runPlan';
import { initialState, type AlgorithmUsed, type SegEncoding, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { isGoing, segmentSession, transition, type SessionEvent } from '../state/transition';
import { segmentKey, type SegmentSummary, type SeriesSummary } from '../state/viewerContext';
import { texts } from '../texts';
import { thumbnail, type Thumbnail } from '../thumbnail/thumbnail';
import { errorDetail } from '../worker/wireError';
import type { PropagateEvent, ProviderChoice } from '../worker/protocol';
import { ModelBackend } from './ModelBackend';
import { ResultWriter } from './ResultWriter';
import type { WorkerPort } from '../worker/WorkerClient';

/** Strokes come as a storm of events; the panel follows a moment after the last one. */
const LABELS_DEBOUNCE_MS = 120;

export interface FewShotLmsServiceParts {
  readonly host: ViewerHost;
  createWorker(): WorkerPort;
  readonly assetBase: string;
  /** Monotonic milliseconds. */
  now(): number;
}

interface OngoingRun {
  readonly runId: number;
  readonly writer: ResultWriter;
  readonly abort: AbortController;
  /** A result could not be written: the run is stopped and says this instead of 'cancelled'. */
  failure: Error | undefined;
}

/** Everything the panel and the commands do. State is read by `getSnapshot`, changed only through its methods. */
export class FewShotLmsService {
  private readonly store = new Store<SessionState, SessionEvent>(
    initialState(texts.problems.noViewport),
    transition,
  );
  private readonly backend: ModelBackend;
  private readonly host: ViewerHost;
  private stopWatching: (() => void) | undefined;
  private labelsTimer: ReturnType<typeof setTimeout> | undefined;
  private runAbort: AbortController | undefined;
  private lastRunId = 0;

  constructor(private readonly parts: FewShotLmsServiceParts) {
    this.host = parts.host;
    this.backend = new ModelBackend(
      () => parts.createWorker(),
      parts.assetBase,
      (backend) => this.store.dispatch({ type: 'backend', backend }),
    );
  }

  readonly subscribe = (listener: () => void): (() => void) => this.store.subscribe(listener);
  readonly getSnapshot = (): SessionState => this.store.getSnapshot();

  /** Follows the viewer from now on; called when the mode is entered. */
  enter(): void {
    this.leave();
    this.stopWatching = this.host.watch({
      onContext: () => this.readContext(),
      onLabels: (segmentationId) => this.readLabelsSoon(segmentationId),
      onSegmentationRemoved: (segmentationId) =>
        this.store.dispatch({ type: 'segmentation-removed', segmentationId }),
      onSlice: () => this.store.dispatch({ type: 'current-slice', slice: this.host.currentSlice() }),
    });
    this.readContext();
  }

  /** Lets go of the viewer and the worker; what is known of the segments stays. */
  leave(): void {
    this.cancel();
    this.stopWatching?.();
    this.stopWatching = undefined;
    clearTimeout(this.labelsTimer);
    this.labelsTimer = undefined;
    this.backend.stop();
  }

  /** Creates what is needed to draw and takes the brush. */
  startDrawing(): Promise<void> {
    return this.reporting(async () => {
      await this.host.startDrawing();
      this.readContext();
    });
  }

  takeBrush(): void {
    this.host.takeBrush();
  }

  goToSlice(slice: number): void {
    this.host.goToSlice(slice);
  }

  /** Limits runs of the active segment to the slices with the numbers `from` to `to`; null for the whole series. */
  setRange(range: { from: number; to: number } | null): Promise<void> {
    return this.reporting(async () => {
      const { series, segment } = this.activeSegment();
      const parsed = range && parseRange(range.from, range.to, series);
      this.store.dispatch({ type: 'range', segmentKey: segment.key, range: parsed });
      this.store.dispatch({ type: 'problem', message: null });
    });
  }

  setEncoding(encoding: SegEncoding): void {
    this.store.dispatch({ type: 'encoding', encoding });
  }

  dismissProblem(): void {
    this.store.dispatch({ type: 'problem', message: null });
  }

  /** Starts the model, again if it failed. */
  startModel(choice?: { modelId?: string; provider: ProviderChoice }): Promise<void> {
    // What goes wrong is in the backend's state already.
    return (choice ? this.backend.choose(choice) : this.backend.ready()).then(
      () => undefined,
      (error) => console.warn('few-shot-lms: the model did not start:', errorDetail(error)),
    );
  }

  /** Fills the slices of the active segment from its drawn ones. Resolves when the run has ended, however it ends. */
  propagate(): Promise<void> {
    return this.reporting(async () => {
      if (isGoing(this.getSnapshot().run)) throw new UserError(texts.problems.busy);
      const { series, segment } = this.activeSegment();
      if (segment.locked) throw new UserError(texts.problems.locked(segment.label));
      const labels = this.readLabels(segment);
      if (!labels) throw new UserError(texts.problems.noSegment);
      const { masks, provenance, range } = segmentSession(this.getSnapshot(), segment.key);
      const plan = planRun(sliceStates(masks, provenance), range);
      const supports = plan.supports.map((slice) => ({
        slice,
        mask: maskOf(labels.plane(slice), labels.labelValue),
      }));
      await this.run(series, segment, plan, supports);
    });
  }

  /** Ends the run within one slice; finished slices stay. */
  cancel(): void {
    const { run } = this.getSnapshot();
    if (!isGoing(run)) return;
    this.runAbort?.abort();
    this.store.dispatch({ type: 'run-cancelling', runId: run.runId });
  }

  /** Saves the segmentation of the active segment, all its segments with it, as DICOM SEG. */
  save(to: 'store' | 'file'): Promise<void> {
    return this.reporting(async () => {
      if (this.getSnapshot().saving.phase === 'saving') return;
      const { segment } = this.activeSegment();
      this.store.dispatch({ type: 'saving', saving: { phase: 'saving', to } });
      try {
        const file = buildSegFile(this.host.segSource(segment), this.getSnapshot().encoding, (index) =>
          this.algorithmOf(segmentKey(segment.segmentationId, index)),
        );
        if (to === 'store') await this.host.store(file);
        else this.host.download(file.bytes, file.name);
        const name = to === 'store' ? file.seriesDescription : file.name;
        this.store.dispatch({ type: 'saving', saving: { phase: 'saved', to, name } });
      } catch (error) {
        this.store.dispatch({ type: 'saving', saving: { phase: 'failed', message: sentence(error) } });
      }
    });
  }

  canStore(): boolean {
    return this.host.canStore();
  }

  /** A small picture of a drawn slice of the active segment; null if it is gone by then. */
  async thumbnail(slice: number): Promise<Thumbnail | null> {
    const { context } = this.getSnapshot();
    if (context.kind !== 'segment') return null;
    const grey = await this.host.greySlice(context.series, slice);
    const labels = this.host.labels(context.segment);
    if (!labels) return null;
    return thumbnail(grey, maskOf(labels.plane(slice), labels.labelValue), context.segment.colour);
  }

  private async run(
    series: SeriesSummary,
    segment: SegmentSummary,
    plan: RunPlan,
    supports: readonly DrawnSlice[],
  ): Promise<void> {
    const runId = ++this.lastRunId;
    const abort = new AbortController();
    this.runAbort = abort;
    const prepare = (step: 'images' | 'model', done: number, total: number) =>
      this.store.dispatch({
        type: 'run-preparing',
        runId,
        segmentKey: segment.key,
        segmentLabel: segment.label,
        step,
        done,
        total,
      });
    const writer = this.writer(segment, runId, abort);
    const run: OngoingRun = { runId, writer, abort, failure: undefined };
    prepare('model', 0, 1);
    try {
      const ready = this.backend.ready();
      // It is awaited below; until then a failure must not count as unhandled.
      ready.catch(() => undefined);
      if (!this.backend.holdsVolume(series.key)) {
        const volume = await this.host.readVolume(
          series,
          (done, total) => prepare('images', done, total),
          abort.signal,
        );
        await this.backend.giveVolume(series.key, volume);
      }
      if (!abort.signal.aborted) prepare('model', 0, 1);
      const algorithm = await ready;
      if (abort.signal.aborted) throw new CancelledError();
      this.store.dispatch({
        type: 'run-started',
        runId,
        planned: plan.planned,
        atMs: this.parts.now(),
        algorithm,
      });
      const { range } = plan;
      const onEvent = (event: PropagateEvent) => this.take(event, run);
      await this.backend.propagate({ volumeKey: series.key, supports, range, onEvent }, abort.signal);
      if (run.failure) throw run.failure;
      writer.flush();
      this.store.dispatch({ type: 'run-ended', runId, how: 'done', atMs: this.parts.now() });
    } catch (error) {
      writer.flush();
      const failure = run.failure ?? error;
      // Leaving the mode stops the worker under a cancelled run, which then ends in another way than by the cancel.
      if (failure instanceof CancelledError || (abort.signal.aborted && !run.failure)) {
        this.store.dispatch({ type: 'run-ended', runId, how: 'cancelled', atMs: this.parts.now() });
      } else {
        this.store.dispatch({
          type: 'run-failed',
          runId,
          message: sentence(failure),
          atMs: this.parts.now(),
        });
      }
    } finally {
      if (this.runAbort === abort) this.runAbort = undefined;
    }
  }

  private take(event: PropagateEvent, run: OngoingRun): void {
    const { runId, writer, abort } = run;
    if (event.type === 'restarted') {
      this.store.dispatch({ type: 'run-restarted', runId, atMs: this.parts.now() });
      return;
    }
    if (run.failure) return;
    const { slice, status, scores, mask } = event.result;
    try {
      const written = writer.write(slice, mask);
      const atMs = this.parts.now();
      this.store.dispatch({ type: 'run-slice', runId, slice, status, scores, mask: written, atMs });
    } catch (error) {
      run.failure = error instanceof Error ? error : new Error(String(error));
      abort.abort();
    }
  }

  private writer(segment: SegmentSummary, runId: number, abort: AbortController): ResultWriter {
    return new ResultWriter(
      this.host,
      segment,
      (slice, mask) => {
        const { provenance } = segmentSession(this.getSnapshot(), segment.key);
        return (provenance.outcomes[slice] ?? []).some(
          ({ status, hash }) => status === 'propagated' && hash === mask.hash,
        );
      },
      {
        onUndo: (undone) => {
          if (undone) abort.abort();
          this.store.dispatch({ type: 'run-undone', runId, segmentKey: segment.key, undone });
        },
      },
    );
  }

  private activeSegment(): { series: SeriesSummary; segment: SegmentSummary } {
    this.readContext();
    const { context } = this.getSnapshot();
    if (context.kind === 'no-series') throw new UserError(context.reason);
    if (context.kind === 'no-segment') throw new UserError(texts.problems.noSegment);
    return context;
  }

  private readContext(): void {
    const context = this.host.context();
    this.store.dispatch({ type: 'context', context });
    this.store.dispatch({ type: 'current-slice', slice: this.host.currentSlice() });
    if (context.kind !== 'segment') return;
    this.readLabelsSoon(context.segment.segmentationId);
    if (this.getSnapshot().backend.phase === 'off' && this.stopWatching) void this.startModel();
  }

  private readLabelsSoon(segmentationId: string): void {
    const { context } = this.getSnapshot();
    if (context.kind !== 'segment' || context.segment.segmentationId !== segmentationId) return;
    this.labelsTimer ??= setTimeout(() => {
      this.labelsTimer = undefined;
      const now = this.getSnapshot().context;
      if (now.kind === 'segment') void this.reporting(async () => void this.readLabels(now.segment));
    }, LABELS_DEBOUNCE_MS);
  }

  /** Looks at every slice of a segment and notes its mask. */
  private readLabels(segment: SegmentSummary): SegmentLabels | null {
    const labels = this.host.labels(segment);
    if (!labels) return null;
    const masks = Array.from({ length: labels.slices }, (_, k) =>
      maskFingerprint(labels.plane(k), labels.labelValue),
    );
    this.store.dispatch({ type: 'masks', segmentKey: segment.key, masks });
    return labels;
  }

  /** The model behind a segment's voxels, null for one that was only drawn. */
  private algorithmOf(key: string): AlgorithmUsed | null {
    const { provenance, algorithm } = segmentSession(this.getSnapshot(), key);
    const contributed = Object.values(provenance.outcomes).some((outcomes) =>
      outcomes.some(({ status, runId }) => status === 'propagated' && !provenance.undoneRuns.includes(runId)),
    );
    return contributed ? algorithm : null;
  }

  /** Turns what an action throws into the sentence that the panel shows. */
  private async reporting(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.store.dispatch({ type: 'problem', message: sentence(error) });
    }
  }
}

function sentence(error: unknown): string {
  if (error instanceof UserError) return error.message;
  console.error('few-shot-lms:', error);
  return texts.problems.unexpected(errorDetail(error));
}

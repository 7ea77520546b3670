import { UserError } from '@few-shot-lms/engine';
import type { VariablePicture } from '../explain/pictures';
import type { ViewerHost } from '../ohif/ViewerHost';
import type { SessionEvent } from '../state/events';
import { maskOf } from '../state/maskFingerprint';
import { parseRange, planExtension, planPropagation, planUpdate, type RunPlan } from '../state/runPlan';
import { planRest } from '../state/restPlan';
import { isGoing, type RunInSight } from '../state/runState';
import { activeEnds, toCheckNext } from '../state/selectors';
import { initialState, type SegEncoding, type SessionState, type Side } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import { listedSegments, segmentKey, sliceNumber } from '../state/viewerContext';
import { texts } from '../texts';
import { thumbnail, type Thumbnail } from '../thumbnail/thumbnail';
import type { WorkerPort } from '../worker/WorkerClient';
import { aheadLimits } from './aheadLimits';
import { Announcer, EVENTS, type EventData, type EventName } from './Announcer';
import type { ServiceDefaults } from './defaults';
import { diagnosticsText, type PageFacts } from './diagnostics';
import { Explainer } from './Explainer';
import { FeaturesAhead } from './FeaturesAhead';
import type { KeptText } from './KeptText';
import { LabelReader } from './LabelReader';
import { ModelBackend } from './ModelBackend';
import { ModelChoice, type ChosenModel } from './ModelChoice';
import { Notices } from './Notices';
import { RunController } from './RunController';
import { SegOpener, type SegChoice, type SegReaderPort } from './SegOpener';
import type { SegUse } from '../opening/OpenedSeg';
import { SegmentationKeeper } from './SegmentationKeeper';
import { SegSaver, type SegWriterPort, type SoftMasks } from './SegSaver';
import { segmentContext, sentence, type SegmentContext, type Session } from './Session';
import { SliceEditor, type ClearWhat } from './SliceEditor';
import { StoredFeatures } from './StoredFeatures';
import { UnloadGuard } from './UnloadGuard';
import { VolumeLoader } from './VolumeLoader';
import { Visits } from './Visits';
import { warnUnlessStopped } from './warnUnlessStopped';
import { WayBack } from './WayBack';

/** Towards higher or lower numbers as the viewer shows them. */
export type Direction = 'up' | 'down';

export interface FewShotLmsServiceParts {
  readonly host: ViewerHost;
  createWorker(): WorkerPort;
  readonly segReader: SegReaderPort;
  readonly segWriter: SegWriterPort;
  readonly assetBase: string;
  /** Monotonic milliseconds. */
  now(): number;
  defaults(): ServiceDefaults;
  pageFacts(): PageFacts;
  /** What the user wants done with stored features. */
  readonly featureSetting: KeptText;
  /** Which model the user has chosen, and on what it runs. */
  readonly modelSetting: KeptText;
}

/**
 * Everything the panel and the commands do. State is read by `getSnapshot`, changed only through its methods. What cannot
 * be done is in the state as a sentence; no method rejects.
 */
export class FewShotLmsService {
  readonly EVENTS = EVENTS;
  private readonly store = new Store<SessionState, SessionEvent>(
    initialState(texts.problems.noViewport),
    transition,
  );
  private readonly host: ViewerHost;
  private readonly session: Session;
  private readonly backend: ModelBackend;
  private readonly volumes: VolumeLoader;
  private readonly labels: LabelReader;
  private readonly runs: RunController;
  private readonly editor: SliceEditor;
  private readonly saver: SegSaver;
  private readonly opener: SegOpener;
  private readonly explainer: Explainer;
  private readonly keeper: SegmentationKeeper;
  private readonly stored: StoredFeatures;
  private readonly modelChoice: ModelChoice;
  private readonly notices: Notices;
  private readonly visits: Visits;
  private readonly announcer: Announcer;
  private stopWatching: (() => void) | undefined;
  private accepting = false;

  constructor(private readonly parts: FewShotLmsServiceParts) {
    this.host = parts.host;
    let lastRunId = 0;
    this.session = {
      host: parts.host,
      store: this.store,
      now: () => parts.now(),
      nextRunId: () => ++lastRunId,
    };
    this.backend = new ModelBackend(
      () => parts.createWorker(),
      parts.assetBase,
      (backend) => {
        this.store.dispatch({ type: 'backend', backend });
        if (backend.phase === 'failed' || backend.phase === 'off') this.volumes.forget();
      },
    );
    const limits = () => aheadLimits(parts.defaults(), parts.pageFacts().deviceMemory);
    this.volumes = new VolumeLoader(this.session, this.backend, limits, () => this.loadAhead());
    const { featureSetting } = parts;
    this.stored = new StoredFeatures(this.session, this.backend, featureSetting, () => limits().diskBytes);
    this.modelChoice = new ModelChoice(parts.modelSetting, () => parts.defaults());
    new FeaturesAhead(this.session, this.backend, () => limits().encodes);
    new WayBack(this.session, this.backend);
    this.labels = new LabelReader(this.session, (error) => this.complain(error));
    this.runs = new RunController(this.session, this.backend, this.volumes, this.labels);
    this.editor = new SliceEditor(this.session, this.labels);
    const softMasks: SoftMasks = (wanted) => this.backend.softMasks(wanted);
    this.saver = new SegSaver(this.session, this.labels, softMasks, parts.segWriter);
    this.opener = new SegOpener(this.session, this.labels, parts.segReader);
    this.explainer = new Explainer(this.session, this.backend, (error) => this.complain(error));
    this.keeper = new SegmentationKeeper(this.session);
    this.notices = new Notices(this.session);
    new UnloadGuard(this.session);
    this.visits = new Visits(this.session);
    this.announcer = new Announcer(this.store);
  }

  /** Follows the state; fits React's useSyncExternalStore. */
  readonly follow = (listener: () => void): (() => void) => this.store.subscribe(listener);
  readonly getSnapshot = (): SessionState => this.store.getSnapshot();

  /** As in OHIF's own services. */
  readonly subscribe = (event: EventName, listener: (data: EventData) => void) =>
    this.announcer.subscribe(event, listener);

  /** A panel is in view. @returns the function to call once when it is not any more */
  panelShown(): () => void {
    return this.notices.panelShown();
  }

  /** Follows the viewer from now on; called when a mode is entered that is made for it. */
  enter(): void {
    this.leave();
    this.stopWatching = this.host.watch({
      onContext: () => this.readContext(),
      onLabels: (segmentationId) => this.labels.readSoon(segmentationId),
      onSegmentationRemoved: (segmentationId) => {
        this.store.dispatch({ type: 'segmentation-removed', segmentationId });
        this.runs.endIfDeleted({ segmentationId, indices: [] });
        this.keeper.drop(segmentationId);
      },
      onSlice: () => this.readSlice(),
    });
    this.visits.start();
    this.setEncoding(this.host.segStoreSettings().encoding);
    this.store.dispatch({ type: 'menu', menu: this.modelChoice.menu() });
    this.backend.prefer(this.modelChoice.wish());
    this.readContext();
  }

  /** Follows the viewer where the mode has not seen to it: modes of others show the panel, or run commands. */
  ensureEntered(): void {
    if (!this.stopWatching) this.enter();
  }

  /**
   * Lets go of the viewer and the worker; what is known of the segments stays, and copies of the segmentations, which the
   * viewer is about to throw away. A second call does nothing.
   */
  leave(): void {
    if (!this.stopWatching) return;
    this.cancel();
    this.keeper.keep();
    this.stopWatching();
    this.stopWatching = undefined;
    this.labels.stop();
    this.opener.stop();
    this.visits.stop();
    this.store.dispatch({ type: 'shown-variable', name: null });
    this.host.showOverlay(null);
    this.volumes.stop();
    this.backend.stop();
  }

  /** Creates what is needed to draw and takes the brush. */
  startDrawing(): Promise<void> {
    return this.reporting(async () => {
      await this.host.startDrawing();
      this.readContext();
    });
  }

  /** Adds a label to the active segmentation, makes it the active one and takes the brush; a run that goes on is not touched. */
  addSegment(): Promise<void> {
    return this.reporting(async () => {
      await this.host.addSegment();
      this.readContext();
    });
  }

  takeBrush(): void {
    this.host.takeBrush();
  }

  /** Shows a slice; it counts as looked at once it is in view. */
  goToSlice(slice: number): Promise<void> {
    return this.reporting(() => this.showSlice(slice));
  }

  /** Goes to the slice that most deserves a look; where all of the active segment were looked at, to that of the next label. */
  nextToCheck(): Promise<void> {
    return this.reporting(() => this.showNextToCheck());
  }

  /**
   * Notes that what a run found on the slice in view is right, and goes to the next one to check. Does nothing while that one is
   * on its way: a key held down would check what nobody has seen.
   */
  async acceptAndNext(): Promise<void> {
    if (this.accepting) return;
    this.accepting = true;
    await this.reporting(async () => {
      this.editor.accept(this.sliceOrCurrent(undefined), true);
      await this.showNextToCheck();
    });
    this.accepting = false;
  }

  /** Notes that everything of the active segment that was looked at is right, as far as it is up to date. */
  acceptVisited(): Promise<void> {
    return this.reporting(async () => this.editor.acceptVisited());
  }

  /** Notes that what a run found on a slice of the active segment is right, or not; without `accepted` the other way round. */
  acceptSlice(slice?: number, accepted?: boolean): Promise<void> {
    return this.reporting(async () => this.editor.accept(this.sliceOrCurrent(slice), accepted));
  }

  /** Makes a filled slice a support as it is. */
  lockSlice(slice?: number): Promise<void> {
    return this.reporting(async () => this.editor.lock(this.sliceOrCurrent(slice)));
  }

  /** Makes a drawn slice no support any more. */
  unlockSlice(slice?: number): Promise<void> {
    return this.reporting(async () => this.editor.release(this.sliceOrCurrent(slice)));
  }

  /** Empties a slice, everything from it on in one direction, or all that runs have filled. */
  clear(what: 'slice' | 'all' | Direction, slice?: number): Promise<void> {
    return this.reporting(async () => {
      const { series } = segmentContext(this.session);
      const kind: ClearWhat = what === 'up' || what === 'down' ? sideOf(what, series) : what;
      this.editor.clear(kind, what === 'all' ? null : this.sliceOrCurrent(slice));
    });
  }

  /** Limits runs to the slices with the numbers `from` to `to`; null for the whole series. */
  setRange(range: { from: number; to: number } | null): Promise<void> {
    return this.reporting(async () => {
      const { series, segment } = segmentContext(this.session);
      const parsed = range && parseRange(range.from, range.to, series);
      const { segmentationId } = segment;
      this.store.dispatch({ type: 'range', segmentationId, range: parsed });
      this.store.dispatch({ type: 'problem', message: null });
    });
  }

  /** Limits runs to the slice in view and all beyond it in one direction. */
  rangeFromHere(direction: Direction): Promise<void> {
    return this.reporting(async () => {
      const { series } = segmentContext(this.session);
      const here = sliceNumber(series, this.sliceOrCurrent(undefined));
      await this.setRange(direction === 'up' ? { from: here, to: series.slices } : { from: 1, to: here });
    });
  }

  setTakesPart(segmentIndex: number, takesPart: boolean): Promise<void> {
    return this.reporting(async () => {
      const { segment } = segmentContext(this.session);
      const key = segmentKey(segment.segmentationId, segmentIndex);
      this.store.dispatch({ type: 'takes-part', segmentKey: key, takesPart });
    });
  }

  activateSegment(segmentIndex: number): Promise<void> {
    return this.reporting(async () => {
      const { segments } = segmentContext(this.session);
      const segment = segments.find(({ index }) => index === segmentIndex);
      if (segment) this.host.activateSegment(segment);
    });
  }

  /** Lets runs take voxels of segments that are not part of them. */
  setOverwrite(allowed: boolean): Promise<void> {
    return this.reporting(async () => {
      const { segmentationId } = segmentContext(this.session).segment;
      this.store.dispatch({ type: 'overwrite', segmentationId, allowed });
    });
  }

  setEncoding(encoding: SegEncoding): void {
    this.store.dispatch({ type: 'encoding', encoding });
  }

  dismissProblem(): void {
    this.store.dispatch({ type: 'problem', message: null });
  }

  /** Starts the model, again if it failed; with a choice another one, which the browser remembers once it has started. */
  async startModel(choice?: ChosenModel): Promise<void> {
    // Otherwise nobody would stop it when the mode is left.
    this.ensureEntered();
    const listed = this.listModels();
    try {
      if (choice) await this.startChosen(choice, listed);
      else await this.backend.ready();
    } catch (error) {
      // The backend's state says it to the user.
      warnUnlessStopped('the model did not start', error);
    }
    await listed;
  }

  /** @param listed resolves once the list of models has been read, or cannot be */
  private async startChosen(choice: ChosenModel, listed: Promise<void>): Promise<void> {
    const takeBack = this.modelChoice.take(choice);
    this.store.dispatch({ type: 'menu', menu: this.modelChoice.menu() });
    try {
      await this.backend.choose(this.modelChoice.wish(choice.modelId));
      this.modelChoice.remember();
    } catch (error) {
      await listed;
      const { models } = this.getSnapshot().menu;
      const missing = choice.modelId !== undefined && models.every(({ id }) => id !== choice.modelId);
      // A command may name a model that there is not: later runs must not fail with it.
      if (missing && models.length > 0 && takeBack()) {
        this.store.dispatch({ type: 'menu', menu: this.modelChoice.menu() });
        this.backend.prefer(this.modelChoice.wish());
      }
      throw error;
    }
  }

  /** While the model loads, so that it can be said meanwhile what it is meant for. */
  private async listModels(): Promise<void> {
    if (this.getSnapshot().menu.models.length > 0) return;
    try {
      const { models, defaultModel } = await this.backend.models();
      this.store.dispatch({ type: 'menu', menu: { models, defaultId: defaultModel } });
    } catch (error) {
      // No model starts then either, which the backend's state says.
      warnUnlessStopped('the list of models could not be read', error);
    }
  }

  /** Fills the slices of all segments that take part. Resolves when the run has ended, however it ends. */
  propagate(): Promise<void> {
    return this.run((context) => planPropagation(this.getSnapshot(), context));
  }

  /** Fills what is missing and does again what depends on something that has changed. */
  update(): Promise<void> {
    return this.run((context) => planUpdate(this.getSnapshot(), context));
  }

  /** Goes on with a run that was cancelled or broken off. */
  resume(): Promise<void> {
    return this.run((context) => {
      const state = this.getSnapshot();
      const { run } = state;
      if (run.phase !== 'cancelled' && run.phase !== 'failed') return planUpdate(state, context);
      const { targets, movedEnd, sameAsBefore } = planRest(state, run);
      if (targets.length === 0) return planUpdate(state, context);
      return {
        kind: run.kind,
        targets,
        movedEnd,
        continues: sameAsBefore ? run : undefined,
      };
    });
  }

  /**
   * Moves the end that was found for the active segment: outward that side is filled at least to the slice, whatever the
   * stop rule says; inward what lies beyond the slice is cleared.
   */
  extendEnd(side: Side, slice: number): Promise<void> {
    const found = activeEnds(this.getSnapshot()).find((end) => end.side === side);
    const step = side === 'high' ? 1 : -1;
    if (found && (found.slice - slice) * step > 0) {
      return this.reporting(async () => this.editor.clear(side, slice + step));
    }
    return this.run((context) => planExtension(this.getSnapshot(), context, side, slice));
  }

  /** Ends the run within one slice; finished slices stay. */
  cancel(): void {
    this.runs.cancel();
  }

  /** Ends a cancelled run that does not come to its end, the worker with it; finished slices stay, the next run starts another. */
  stopNow(): void {
    if (this.getSnapshot().run.phase === 'cancelling') this.backend.stop();
  }

  /** What the run of the active segment saw and found on a slice; null if that is not kept. */
  async explanation(slice: number): Promise<readonly VariablePicture[] | null> {
    return this.explainer.pictures(slice);
  }

  /** Lays one of its variables over the viewport; null takes it away. */
  showExplanation(name: string | null): Promise<void> {
    return this.explainer.show(name);
  }

  /** Puts the diagnostics into the clipboard. @returns the text; `copied` false where the browser does not allow it */
  async copyDiagnostics(): Promise<{ readonly text: string; readonly copied: boolean }> {
    const text = diagnosticsText(this.getSnapshot(), this.parts.pageFacts());
    return { text, copied: await this.host.copyText(text) };
  }

  /** Has features kept on this computer from now on, or not any more. */
  keepFeatures(wanted: boolean): Promise<void> {
    return this.reporting(() => this.stored.keep(wanted));
  }

  /** Deletes the stored features of all series. */
  deleteFeatures(): Promise<void> {
    return this.reporting(() => this.stored.deleteAll());
  }

  /** Says what a segment of the active segmentation shows, by the id of a row in the table of structures. */
  setStructure(segmentIndex: number, structure: string | null): Promise<void> {
    return this.reporting(async () => {
      const { segmentationId } = segmentContext(this.session).segment;
      const key = segmentKey(segmentationId, segmentIndex);
      this.store.dispatch({ type: 'structure', segmentKey: key, structure });
    });
  }

  /** Saves the segmentation of the active segment, all its segments with it, as DICOM SEG. */
  save(to: 'store' | 'file'): Promise<void> {
    return this.reporting(() => this.saver.save(to));
  }

  /** Waits no longer for the file, or for the archive to take it. */
  stopSaving(): void {
    this.saver.stop();
  }

  /** Opens a SEG of the study, or a file, as a new segmentation of the active series. */
  openSeg(choice: SegChoice, use: SegUse): Promise<void> {
    return this.reporting(() => this.opener.open(choice, use));
  }

  /** From which share of the maximum on fractions are object, for the SEG that was asked about. */
  answerSegThreshold(share: number): Promise<void> {
    return this.reporting(() => this.opener.answerThreshold(share));
  }

  stopOpeningSeg(): void {
    this.opener.stop();
  }

  /** Names of the mode's keys and buttons in the viewer's language. */
  modeWords(): typeof texts.mode {
    return texts.mode;
  }

  /** From the press of the button until the run has ended. */
  isRunning(): boolean {
    return isGoing(this.getSnapshot().run);
  }

  canStore(): boolean {
    return this.host.canStore();
  }

  /** A small picture of a drawn slice of the active segment; null if it is gone by then. */
  async thumbnail(slice: number): Promise<Thumbnail | null> {
    const { context } = this.getSnapshot();
    if (context.kind !== 'segment') return null;
    const { segment, series } = context;
    const grey = await this.host.greySlice(series, slice);
    const labels = this.host.labels(segment.segmentationId);
    const place = labels?.places.find(({ index }) => index === segment.index);
    if (!labels || !place) return null;
    return thumbnail(grey, maskOf(labels.plane(place.layer, slice), place.value), segment.colour);
  }

  private run(
    plan: (context: SegmentContext) => RunPlan & { readonly continues?: RunInSight },
  ): Promise<void> {
    return this.reporting(async () => {
      this.readContext();
      try {
        await this.runs.start(plan);
      } finally {
        // Another series that has become active had to wait for the run.
        const { context: now, run } = this.getSnapshot();
        if (now.kind === 'segment' && run.phase !== 'idle' && now.series.key !== run.seriesKey)
          this.loadAhead();
      }
    });
  }

  private async showNextToCheck(): Promise<void> {
    const { segment } = segmentContext(this.session);
    const next = toCheckNext(this.getSnapshot());
    if (next === null) throw new UserError(texts.problems.allChecked);
    if (next.segment.key !== segment.key) {
      this.host.activateSegment(next.segment);
      this.readContext();
    }
    await this.showSlice(next.slice);
  }

  private async showSlice(slice: number): Promise<void> {
    if (!(await this.host.goToSlice(slice))) throw new UserError(texts.problems.noSlice);
    if (this.host.currentSlice() === slice) this.visits.note(slice);
  }

  private sliceOrCurrent(slice: number | undefined): number {
    const wanted = slice ?? this.host.currentSlice();
    if (wanted === null) throw new UserError(texts.problems.noSlice);
    return wanted;
  }

  private readContext(): void {
    const context = this.host.context();
    this.store.dispatch({ type: 'overwrite-by-default', allowed: this.parts.defaults().mayOverwrite });
    this.store.dispatch({ type: 'context', context });
    const listed = listedSegments(context);
    if (listed) this.runs.endIfDeleted(listed);
    this.readSlice();
    this.explainer.refresh();
    if (context.kind === 'no-series') return;
    this.store.dispatch({ type: 'segs', segs: this.host.listSegs(context.series.studyKey) });
    if (this.stopWatching) void this.reporting(() => this.bringBack());
    if (context.kind !== 'segment') return;
    this.labels.readSoon(context.segment.segmentationId);
    if (!this.stopWatching) return;
    const { backend } = this.getSnapshot();
    if (backend.phase === 'off') void this.startModel();
    this.loadAhead();
  }

  private loadAhead(): void {
    const { context } = this.getSnapshot();
    if (context.kind !== 'segment' || !this.stopWatching || !this.parts.defaults().workAhead) return;
    this.volumes.loadAhead(context.series);
  }

  private async bringBack(): Promise<void> {
    if (await this.keeper.restore()) this.readContext();
  }

  private readSlice(): void {
    const slice = this.host.currentSlice();
    if (slice === this.getSnapshot().currentSlice) return;
    this.store.dispatch({ type: 'current-slice', slice });
    this.visits.noteSoon();
  }

  /** Does what a user or a command wants, and turns what it throws into the sentence that the panel shows. */
  private async reporting(action: () => Promise<void>): Promise<void> {
    try {
      this.ensureEntered();
      await action();
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    // Taken back first: what is said a second time is news to those who do not see the panel.
    this.dismissProblem();
    this.store.dispatch({ type: 'problem', message: sentence(error) });
  }
}

/** The viewer may scroll against the spatial order. */
function sideOf(direction: Direction, { descending }: { readonly descending: boolean }): Side {
  return (direction === 'up') === descending ? 'low' : 'high';
}

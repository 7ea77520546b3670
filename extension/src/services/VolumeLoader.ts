import { CancelledError } from '@few-shot-lms/engine';
import type { Urgency } from '../ohif/ViewerHost';
import { isGoing } from '../state/runState';
import type { SeriesSummary } from '../state/viewerContext';
import type { AheadLimits } from './aheadLimits';
import { LaterTries } from './LaterTries';
import type { ModelBackend } from './ModelBackend';
import { sentence, type Session } from './Session';

type ProgressListener = (done: number, total: number) => void;

interface Loading {
  readonly seriesKey: string;
  readonly ended: Promise<void>;
  readonly abort: AbortController;
  readonly listeners: Set<ProgressListener>;
  /** Somebody waits from now on. */
  hurry(): void;
}

/** 16 bits a voxel, unless a series needs more. */
const BYTES_A_VOXEL = 2;

/**
 * Brings the images of a series into the worker: ahead, at low priority, when there is something to segment, or at once for
 * a run. One series at a time. Where images could not be had it tries again a few times while the series is in view.
 */
export class VolumeLoader {
  private loading: Loading | undefined;
  private readonly laterTries: LaterTries;

  /** @param again has `loadAhead` called for the series in view, if that is wanted still */
  constructor(
    private readonly session: Session,
    private readonly backend: ModelBackend,
    private readonly limits: () => Pick<AheadLimits, 'volumeBytes' | 'featureBytes'>,
    again: () => void,
  ) {
    this.laterTries = new LaterTries(again);
    session.store.subscribe(() => this.follow());
  }

  /**
   * Loads ahead what has not been loaded; says in the state how far that is. Nothing while a run goes through another
   * series (the worker holds one volume, and the run needs its own), nor soon after a failure.
   */
  loadAhead(series: SeriesSummary): void {
    const { key } = series;
    if (this.loading?.seriesKey === key) return;
    const { ahead, run } = this.session.store.getSnapshot();
    if (isGoing(run) && run.seriesKey !== key) return;
    if (this.backend.holdsVolume(key) || this.laterTries.holdBack(key)) return;
    const phase = 'seriesKey' in ahead && ahead.seriesKey === key ? ahead.phase : 'off';
    if (phase === 'loading' || phase === 'too-large') return;
    const bytes = sizeOf(series);
    if (bytes > this.limits().volumeBytes) {
      this.giveUpOthers(key);
      this.session.store.dispatch({ type: 'ahead', ahead: { phase: 'too-large', seriesKey: key, bytes } });
      return;
    }
    // How it ends is in the state.
    this.load(series, false).ended.catch(() => undefined);
  }

  /**
   * Resolves when the worker has the series; another one that is on the way is given up.
   * @throws UserError, CancelledError when `signal` is aborted; what is loaded ahead goes on then
   */
  async ensure(series: SeriesSummary, onProgress: ProgressListener, signal: AbortSignal): Promise<void> {
    this.giveUpOthers(series.key);
    if (this.backend.holdsVolume(series.key)) return;
    const known = this.loading?.seriesKey === series.key ? this.loading : undefined;
    const loading = known ?? this.load(series, true);
    loading.hurry();
    loading.listeners.add(onProgress);
    try {
      await Promise.race([loading.ended, aborted(signal)]);
    } finally {
      loading.listeners.delete(onProgress);
    }
  }

  /** Ends what is on the way; called when the study is left. */
  stop(): void {
    this.loading?.abort.abort();
    this.loading = undefined;
    this.forget();
  }

  /** The worker and what it held are gone. */
  forget(): void {
    if (this.loading) return;
    this.laterTries.reset();
    this.session.store.dispatch({ type: 'ahead', ahead: { phase: 'off' } });
  }

  /** Images that nobody looks at any more are not tried again; back in view they get all tries anew. */
  private follow(): void {
    const { context } = this.session.store.getSnapshot();
    this.laterTries.keepOnly(context.kind === 'no-series' ? null : context.series.key);
  }

  private giveUpOthers(seriesKey: string): void {
    if (!this.loading || this.loading.seriesKey === seriesKey) return;
    this.loading.abort.abort();
    this.loading = undefined;
    this.forget();
  }

  private load(series: SeriesSummary, urgent: boolean): Loading {
    this.giveUpOthers(series.key);
    const abort = new AbortController();
    const listeners = new Set<ProgressListener>();
    const urgency = makeUrgency(urgent);
    const loading: Loading = {
      seriesKey: series.key,
      abort,
      listeners,
      hurry: urgency.hurry,
      ended: this.readAndGive(series, urgency, abort.signal, listeners).finally(() => {
        if (this.loading === loading) this.loading = undefined;
      }),
    };
    this.loading = loading;
    return loading;
  }

  private async readAndGive(
    series: SeriesSummary,
    urgency: Urgency,
    signal: AbortSignal,
    listeners: ReadonlySet<ProgressListener>,
  ): Promise<void> {
    const { host, store } = this.session;
    const seriesKey = series.key;
    let failed = false;
    let read = false;
    const report = (phase: 'loading' | 'ready', done: number, total: number, bytes: number) => {
      // What still comes in after a failure must not hide it.
      if (signal.aborted || failed) return;
      store.dispatch({ type: 'ahead', ahead: { phase, seriesKey, done, total, bytes } });
    };
    report('loading', 0, series.slices, 0);
    try {
      const volume = await host.readVolume(series, {
        signal,
        urgency,
        onProgress: (done, total) => {
          report('loading', done, total, (sizeOf(series) * done) / total);
          for (const listener of listeners) listener(done, total);
        },
      });
      read = true;
      if (signal.aborted) throw new CancelledError();
      const bytes = volume.data.byteLength;
      await this.backend.giveVolume({
        key: seriesKey,
        studyKey: series.studyKey,
        volume,
        identity: host.seriesIdentity(series),
        featureBytes: this.limits().featureBytes,
      });
      this.laterTries.reset();
      report('ready', series.slices, series.slices, bytes);
    } catch (error) {
      failed = true;
      if (!(error instanceof CancelledError) && !signal.aborted) {
        // What the worker could not take would only bring it down again.
        this.laterTries.failed(seriesKey, !read);
        store.dispatch({ type: 'ahead', ahead: { phase: 'failed', seriesKey, message: sentence(error) } });
      }
      throw error;
    }
  }
}

function sizeOf({ rows, columns, slices }: SeriesSummary): number {
  return rows * columns * slices * BYTES_A_VOXEL;
}

function makeUrgency(urgent: boolean): Urgency & { hurry(): void } {
  let tell: () => void = () => undefined;
  const whenUrgent = new Promise<void>((resolve) => (tell = resolve));
  const urgency = {
    urgent,
    whenUrgent,
    hurry() {
      urgency.urgent = true;
      tell();
    },
  };
  if (urgent) tell();
  return urgency;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new CancelledError());
    signal.addEventListener('abort', () => reject(new CancelledError()), { once: true });
  });
}

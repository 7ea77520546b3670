import type { BackendReport, SessionState } from '../state/sessionState';
import { isGoing } from '../state/runState';
import type { SeriesSummary } from '../state/viewerContext';
import { WorkerStoppedError } from '../worker/WorkerClient';
import type { FeaturesMade } from '../worker/protocol';
import type { ModelBackend } from './ModelBackend';
import { sentence, type Session } from './Session';
import { warnUnlessStopped } from './warnUnlessStopped';

/** What an answer depends on: asking again is no use while all of it is the same. */
interface Situation {
  readonly report: BackendReport;
  /** The loading that brought the volume into the worker. */
  readonly ahead: SessionState['ahead'];
  readonly viewed: number;
  readonly latestRun: number;
  readonly kept: boolean;
}

/**
 * Has features made while nothing else goes on, one slice after the other, outward from the one in view: as soon as model
 * and images are there, never during a run, until memory or slices are used up. Follows the state; nobody calls it.
 */
export class FeaturesAhead {
  private asking = false;
  private answered: Situation | null = null;
  /** Study whose features the worker has. */
  private studyKey: string | null = null;

  /** @param allowed whether this may go on at all, asked before every slice */
  constructor(
    private readonly session: Session,
    private readonly backend: ModelBackend,
    private readonly allowed: () => boolean,
  ) {
    session.store.subscribe(() => this.follow());
  }

  private follow(): void {
    if (this.asking) return;
    const state = this.session.store.getSnapshot();
    if (state.backend.phase !== 'ready') {
      this.nothingThere();
      return;
    }
    const { context } = state;
    if (context.kind === 'no-series') return;
    if (this.studyKey !== null && this.studyKey !== context.series.studyKey) {
      this.nothingThere();
      this.work(() => this.backend.forgetFeatures());
      return;
    }
    const situation = this.allowed() ? situationOf(state, context.series) : null;
    const { series } = context;
    if (!situation || !this.backend.holdsVolume(series.key) || !this.isOpen(state, series, situation)) return;
    this.work(() => this.ask(series, situation));
  }

  private nothingThere(): void {
    this.answered = null;
    this.studyKey = null;
  }

  /** Whether asking could bring anything. */
  private isOpen({ features }: SessionState, series: SeriesSummary, situation: Situation): boolean {
    if (features.phase === 'encoding') return true;
    if (features.phase === 'failed' && features.seriesKey === series.key) return false;
    const { answered } = this;
    return !answered || KEYS.some((key) => answered[key] !== situation[key]);
  }

  private work(action: () => Promise<void>): void {
    this.asking = true;
    void action()
      .catch((error) => warnUnlessStopped('features could not be made ahead, or dropped', error))
      .finally(() => {
        this.asking = false;
        this.follow();
      });
  }

  private async ask(series: SeriesSummary, situation: Situation): Promise<void> {
    const { key: seriesKey, studyKey } = series;
    this.answered = situation;
    this.studyKey = studyKey;
    try {
      this.take(series, situation, await this.backend.encodeNext(seriesKey, situation.viewed));
    } catch (error) {
      // Its end is in the state of the backend.
      if (error instanceof WorkerStoppedError) return;
      const features = { phase: 'failed', seriesKey, studyKey, message: sentence(error) } as const;
      this.session.store.dispatch({ type: 'features', features });
    }
  }

  private take(series: SeriesSummary, { report }: Situation, made: FeaturesMade | null): void {
    const { store } = this.session;
    const { backend, context } = store.getSnapshot();
    // Another model or series has come meanwhile.
    if (backend.phase !== 'ready' || backend.report !== report) return;
    if (context.kind === 'no-series' || context.series.key !== series.key) return;
    if (!made) {
      store.dispatch({ type: 'features', features: { phase: 'off' } });
      return;
    }
    const { state, shelf, ...counts } = made;
    const phase = state === 'more' ? 'encoding' : state;
    const { key: seriesKey, studyKey } = series;
    if (shelf) store.dispatch({ type: 'shelf', shelf: { report: shelf } });
    store.dispatch({ type: 'features', features: { phase, seriesKey, studyKey, ...counts } });
  }
}

const KEYS = ['report', 'ahead', 'viewed', 'latestRun', 'kept'] as const;

/** Null while there is nothing to be done, or something better. */
function situationOf(
  { backend, ahead, run, shelf, currentSlice }: SessionState,
  series: SeriesSummary,
): Situation | null {
  if (backend.phase !== 'ready' || !backend.report.encodesSlices || isGoing(run)) return null;
  return {
    report: backend.report,
    ahead,
    viewed: currentSlice ?? Math.floor(series.slices / 2),
    latestRun: run.phase === 'idle' ? 0 : run.runId,
    kept: shelf.wanted,
  };
}

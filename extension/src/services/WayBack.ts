import { CancelledError, type DrawnSlice } from '@few-shot-lms/engine';
import { maskFingerprint, maskOf } from '../state/maskFingerprint';
import { erasedSlices } from '../state/provenance';
import { isGoing } from '../state/runState';
import { segmentView, workName } from '../state/segmentView';
import type { SessionState } from '../state/sessionState';
import type { ModelBackend } from './ModelBackend';
import type { Session } from './Session';
import { warnUnlessStopped } from './warnUnlessStopped';

/** A filled slice to be carried back. */
interface Question {
  readonly segmentKey: string;
  readonly seriesKey: string;
  readonly slice: number;
  /** The nearest drawn slice. */
  readonly drawn: number;
  readonly hash: string;
  readonly work: string;
  /** Slices that the user has emptied. */
  readonly empty: readonly number[];
}

/**
 * The reverse check of the trust: has the slice in view carried back to the nearest drawn one, once it was looked at for a
 * moment and nothing else goes on. Follows the state; nobody calls it.
 */
export class WayBack {
  private asking: { readonly name: string; readonly abort: AbortController } | null = null;
  /** The latest that could not be answered, which is not asked again. */
  private failed = '';

  constructor(
    private readonly session: Session,
    private readonly backend: ModelBackend,
  ) {
    session.store.subscribe(() => this.follow());
  }

  private follow(): void {
    const question = questionOf(this.session.store.getSnapshot());
    const name = question ? JSON.stringify(question) : '';
    if (this.asking && this.asking.name !== name) this.asking.abort.abort();
    if (!question || this.asking || name === this.failed || !this.backend.holdsVolume(question.seriesKey))
      return;
    const abort = new AbortController();
    this.asking = { name, abort };
    void this.ask(question, abort.signal)
      .catch((error) => {
        if (!(error instanceof CancelledError)) warnUnlessStopped('a slice could not be carried back', error);
        return false;
      })
      .then((answered) => {
        if (!answered && !abort.signal.aborted) this.failed = name;
        this.asking = null;
        this.follow();
      });
  }

  /** False where the slice is not (any more) what the question is about, or nothing is there to answer it. */
  private async ask(question: Question, signal: AbortSignal): Promise<boolean> {
    const { segmentKey, seriesKey, slice, hash, work, empty } = question;
    const [found, drawn] = [slice, question.drawn].map((at) => this.masked(at));
    if (!found || !drawn || maskFingerprint(found.mask, 1).hash !== hash) return false;
    const dice = await this.backend.carryBack(seriesKey, { found, drawn, empty }, signal);
    if (dice === null) return false;
    this.session.store.dispatch({ type: 'carried-back', segmentKey, slice, work, dice });
    return true;
  }

  /** A slice of the active segment as it is in the labelmap. */
  private masked(slice: number): DrawnSlice | null {
    const { host, store } = this.session;
    const { context } = store.getSnapshot();
    if (context.kind !== 'segment') return null;
    const { segmentationId, index } = context.segment;
    const labels = host.labels(segmentationId);
    const place = labels?.places.find((candidate) => candidate.index === index);
    return labels && place ? { slice, mask: maskOf(labels.plane(place.layer, slice), place.value) } : null;
  }
}

/** What is to be asked now; null for nothing. */
function questionOf(state: SessionState): Question | null {
  const { context, currentSlice: slice, run, backend } = state;
  if (context.kind !== 'segment' || slice === null || isGoing(run) || backend.phase !== 'ready') return null;
  const { segment, series } = context;
  const { slices, supports } = segmentView(state, segment.key);
  const view = slices[slice];
  if (view?.role !== 'propagated' || !view.visited || view.stale || view.scores?.reverse !== undefined)
    return null;
  const [drawn] = [...supports].sort((a, b) => Math.abs(a - slice) - Math.abs(b - slice));
  if (drawn === undefined) return null;
  return {
    segmentKey: segment.key,
    seriesKey: series.key,
    slice,
    drawn,
    hash: view.hash,
    work: workName(view),
    empty: erasedSlices(slices),
  };
}

import { isGoing } from '../state/runState';
import type { SessionState } from '../state/sessionState';
import type { Session } from './Session';

/** Shorter stays on a slice are scrolling past. */
const VISIT_MS = 1000;

/** Notes which slices the user has looked at, for the active segment. */
export class Visits {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private following = false;

  constructor(private readonly session: Pick<Session, 'store'>) {
    session.store.follow((before, now) => {
      if (isAnotherSight(before, now)) this.noteSoon();
    });
  }

  start(): void {
    this.following = true;
  }

  stop(): void {
    this.following = false;
    clearTimeout(this.timer);
  }

  /** The slice in view counts as looked at once it has been there for a moment as it is now. */
  noteSoon(): void {
    const { currentSlice } = this.session.store.getSnapshot();
    clearTimeout(this.timer);
    if (currentSlice === null || !this.following) return;
    this.timer = setTimeout(() => this.note(currentSlice), VISIT_MS);
  }

  /** A slice counts as looked at, in spatial order. */
  note(slice: number): void {
    const { store } = this.session;
    const { context } = store.getSnapshot();
    if (context.kind === 'segment') {
      store.dispatch({ type: 'visited', segmentKey: context.segment.key, slice });
    }
  }
}

/** The slice in view shows something else although nobody has scrolled: what a run has found, or another label. */
function isAnotherSight(before: SessionState, now: SessionState): boolean {
  return (isGoing(before.run) && !isGoing(now.run)) || activeKey(before) !== activeKey(now);
}

function activeKey({ context }: SessionState): string | null {
  return context.kind === 'segment' ? context.segment.key : null;
}

import { UserError } from '@few-shot-lms/engine';
import type { ViewerHost } from '../ohif/ViewerHost';
import type { SessionEvent } from '../state/events';
import type { SessionState } from '../state/sessionState';
import type { Store } from '../state/Store';
import type { ViewerContext } from '../state/viewerContext';
import { spoken } from '../said';
import { texts } from '../texts';
import { errorDetail } from '../worker/wireError';

/** What the parts of the service share. */
export interface Session {
  readonly host: ViewerHost;
  readonly store: Store<SessionState, SessionEvent>;
  /** Monotonic milliseconds. */
  now(): number;
  /** A number for a run or a clearing, larger than all before. */
  nextRunId(): number;
}

export type SegmentContext = Extract<ViewerContext, { kind: 'segment' }>;

/** The active segment with its series. @throws UserError if there is none */
export function segmentContext({ store }: Session): SegmentContext {
  const { context } = store.getSnapshot();
  if (context.kind === 'no-series') throw new UserError(context.reason);
  if (context.kind === 'no-segment') throw new UserError(texts.problems.noSegment);
  return context;
}

/** What to tell the user about something that was thrown. */
export function sentence(error: unknown): string {
  if (error instanceof UserError) return spoken(error);
  console.error('few-shot-lms:', error);
  return texts.problems.unexpected(errorDetail(error));
}

import type { SessionEvent } from '../state/events';
import { isGoing, type RunState } from '../state/runState';
import type { SessionState } from '../state/sessionState';
import type { Store } from '../state/Store';

/** Events of the service, named and subscribed to as those of OHIF's own services. */
export const EVENTS = {
  /** Anything in the state has changed. */
  STATE_CHANGED: 'event::fewShotLms:stateChanged',
  /** A run has begun to load or to compute. */
  RUN_STARTED: 'event::fewShotLms:runStarted',
  /** A slice of the run has come. */
  SLICE_DONE: 'event::fewShotLms:sliceDone',
  /** A run has ended, was cancelled or has failed. */
  RUN_ENDED: 'event::fewShotLms:runEnded',
} as const;

export type EventName = (typeof EVENTS)[keyof typeof EVENTS];

/** What listeners are told; slices count from 0. */
export interface EventData {
  readonly runId: number | null;
  readonly phase: string;
  readonly done: number;
  readonly planned: number;
}

/** Follows the state and tells subscribers of events; one that throws does not keep the others from hearing. */
export class Announcer {
  private readonly listeners = new Map<string, Set<(data: EventData) => void>>();

  constructor(store: Store<SessionState, SessionEvent>) {
    store.follow((before, { run }) => {
      for (const event of eventsOf(before.run, run)) this.announce(event, dataOf(run));
    });
  }

  /** @throws RangeError for an event that does not exist */
  subscribe(event: EventName, listener: (data: EventData) => void): { unsubscribe(): void } {
    if (!Object.values(EVENTS).includes(event)) throw new RangeError(`there is no event ${event}`);
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set);
    set.add(listener);
    return { unsubscribe: () => void set.delete(listener) };
  }

  private announce(event: EventName, data: EventData): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) {
      try {
        listener(data);
      } catch (error) {
        console.error('few-shot-lms: a listener failed:', error);
      }
    }
  }
}

function eventsOf(before: RunState, run: RunState): readonly EventName[] {
  const events: EventName[] = [EVENTS.STATE_CHANGED];
  if (run === before) return events;
  if (isGoing(run) && !isGoing(before)) events.push(EVENTS.RUN_STARTED);
  if (isGoing(run) && dataOf(run).done > dataOf(before).done) events.push(EVENTS.SLICE_DONE);
  if (!isGoing(run) && isGoing(before)) events.push(EVENTS.RUN_ENDED);
  return events;
}

function dataOf(run: RunState): EventData {
  const summary = 'summary' in run ? run.summary : null;
  return {
    runId: run.phase === 'idle' ? null : run.runId,
    phase: run.phase,
    done: summary?.done ?? 0,
    planned: summary?.planned ?? 0,
  };
}

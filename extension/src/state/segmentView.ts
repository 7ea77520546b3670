import type { ReachedEnds } from '@few-shot-lms/engine';
import { basisNaming, isStale } from './dependencies';
import { drawnSlices, isFinding, isLocked, sliceStates, type SliceState } from './provenance';
import { segmentSession, type SessionState, type SliceMemory } from './sessionState';

/** A slice of a segment with everything that the panel shows and that runs are planned by. */
export interface SliceView extends SliceState {
  /** The user found a run's finding right; the shape has not changed since. */
  readonly checked: boolean;
  readonly visited: boolean;
  /** A run's finding from something else than what is drawn now. */
  readonly stale: boolean;
  /** What a run would make its result from now. */
  readonly basisNow: string;
}

/** A segment's slices in spatial order, worked out from what is remembered of it. */
export interface SegmentView {
  readonly slices: readonly SliceView[];
  /** The drawn and locked ones. */
  readonly supports: readonly number[];
  /** The user's own ends that hold. */
  readonly ends: ReachedEnds;
}

const views = new WeakMap<SliceMemory, SegmentView>();

/** The view of a segment; worked out once for each of its states. */
export function segmentView(state: SessionState, segmentKey: string): SegmentView {
  return memoryView(segmentSession(state, segmentKey));
}

/** The same of what is remembered of a segment's slices, on whichever stack. */
export function memoryView(memory: SliceMemory): SegmentView {
  const known = views.get(memory);
  if (known) return known;
  const view = viewOf(memory);
  views.set(memory, view);
  return view;
}

function viewOf(session: SliceMemory): SegmentView {
  const states = sliceStates(session.masks, session.provenance);
  const ends = standingEnds(session);
  const basisAt = basisNaming(states, ends);
  const slices = states.map((state, slice): SliceView => {
    const basisNow = isLocked(state) ? '' : basisAt(slice);
    return {
      ...withWayBack(state, session.carriedBack[slice]),
      checked: isChecked(session, slice, state),
      visited: session.visited[slice] === visitName(state),
      stale: isStale(state, basisNow),
      basisNow,
    };
  });
  return { slices, supports: drawnSlices(states), ends };
}

/** True while a slice shows the finding that the user has found right. */
export function isChecked({ checked }: Pick<SliceMemory, 'checked'>, slice: number, state: SliceState) {
  return isFinding(state) && checked[slice] === checkName(state);
}

/** Names what the user finds right on a slice: its shape, or the run that has not found the object there. */
export function checkName({ role, hash, runId }: SliceState): string {
  return role === 'absent' ? `absent ${runId}` : hash;
}

/** Names what is to be looked at on a slice: its shape, or that a run has not found the object there. */
export function visitName(state: SliceState): string {
  return state.role === 'absent' ? workName(state) : state.hash;
}

/** Names a run's work on a slice: the shape and what it was made from. */
export function workName({ hash, basis }: SliceState): string {
  return `${hash} ${basis ?? ''}`;
}

function withWayBack(state: SliceState, carried: SliceMemory['carriedBack'][number] | undefined): SliceState {
  const { role, scores } = state;
  if (role !== 'propagated' || !scores || carried?.work !== workName(state)) return state;
  return { ...state, scores: { ...scores, reverse: carried.dice } };
}

/** The newest word on each side that is not undone. */
function standingEnds({ movedEnds, provenance }: SliceMemory): ReachedEnds {
  const newest = (side: 'low' | 'high') =>
    movedEnds.filter((end) => end.side === side && !provenance.undoneRuns.includes(end.runId)).at(-1)
      ?.slice ?? undefined;
  return { low: newest('low'), high: newest('high') };
}

import type { SessionEvent } from './events';
import { featuresInContext, featuresTransition } from './featuresTransition';
import { runTakenBack, runTransition } from './runTransition';
import { segmentTransition, withoutDeleted } from './segmentTransition';
import { segTransition } from './segTransition';
import { onStack } from './stacks';
import type { OpeningState, SavingState, SessionState } from './sessionState';
import { withRenames } from './unsaved';
import { listedSegments, type ViewerContext } from './viewerContext';

/** The only way the state changes. */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'context':
      return sameData(state.context, event.context) ? state : withContext(state, event.context);
    case 'current-slice':
      return state.currentSlice === event.slice ? state : { ...state, currentSlice: event.slice };
    case 'backend':
      // Whatever it says, it is another model, or none: features are gone with the one before.
      return { ...state, backend: event.backend, features: { phase: 'off' } };
    case 'menu':
      return { ...state, menu: { ...state.menu, ...event.menu } };
    case 'ahead':
      return { ...state, ahead: event.ahead };
    case 'shown-variable':
      return { ...state, shownVariable: event.name };
    case 'saving':
      return { ...state, saving: savingNext(state.saving, event.saving) };
    case 'segs':
      return sameData(state.segs, event.segs) ? state : { ...state, segs: event.segs };
    case 'opening':
      return { ...state, opening: event.opening };
    case 'encoding':
      return { ...state, encoding: event.encoding };
    case 'overwrite-by-default':
      return state.overwriteByDefault === event.allowed
        ? state
        : { ...state, overwriteByDefault: event.allowed };
    case 'problem':
      return state.problem === event.message ? state : { ...state, problem: event.message };
    case 'undone':
      return {
        ...segmentTransition(state, event),
        run: runTakenBack(state.run, event.runId, event.undone),
      };
    case 'masks':
    case 'segmentation-removed':
    case 'set-back':
    case 'takes-part':
    case 'visited':
    case 'carried-back':
    case 'checked':
    case 'decided':
    case 'cleared':
    case 'range':
    case 'overwrite':
      return segmentTransition(state, event);
    case 'structure':
    case 'seg-loaded':
    case 'seg-placed':
    case 'seg-saved':
      return segTransition(state, event);
    case 'features':
    case 'shelf':
      return featuresTransition(state, event);
    case 'run-preparing':
    case 'run-started':
    case 'run-slice':
    case 'run-restarted':
    case 'run-cancelling':
    case 'run-ended':
    case 'run-failed':
      return runTransition(state, event);
  }
}

function withContext(state: SessionState, context: ViewerContext): SessionState {
  const seriesChanged =
    context.kind === 'no-series' ||
    state.context.kind === 'no-series' ||
    context.series.key !== state.context.series.key;
  const listed = listedSegments(context);
  const named = withRenames(state, context);
  const there = listed ? withoutDeleted(named, listed) : named;
  const known =
    context.kind === 'segment' ? onStack(there, context.segment.segmentationId, context.series) : there;
  const saving = savingInContext(known, context, seriesChanged);
  // A question or an answer about another series means nothing here; what is being read is noticed by its reader.
  const opening: OpeningState =
    seriesChanged && state.opening.phase !== 'reading' ? { phase: 'idle' } : state.opening;
  const features = featuresInContext(state.features, context);
  return { ...known, context, problem: null, saving, opening, features };
}

/** What was saved is said as long as that is what is shown; what is being saved goes on under any series. */
function savingInContext(state: SessionState, context: ViewerContext, seriesChanged: boolean): SavingState {
  const { saving } = state;
  const before = namesOf(state.context);
  const after = namesOf(context);
  if (saving.phase === 'saving') {
    const sameSegmentation = before !== null && after?.segmentationId === before.segmentationId;
    return sameSegmentation && !sameData(before, after) ? { ...saving, overtaken: true } : saving;
  }
  const shown = !seriesChanged && (saving.phase !== 'saved' || sameData(before, after));
  return shown ? saving : { phase: 'idle' };
}

/** What a SEG takes over from the viewer besides voxels. */
function namesOf(context: ViewerContext) {
  if (context.kind !== 'segment') return null;
  const { segmentationId, segmentationLabel } = context.segment;
  return {
    segmentationId,
    segmentationLabel,
    segments: context.segments.map(({ index, label, colour }) => ({ index, label, colour })),
  };
}

/** The end of a saving knows whether it was overtaken. */
function savingNext(before: SavingState, next: SavingState): SavingState {
  if (next.phase !== 'saved' || before.phase !== 'saving' || !before.overtaken) return next;
  return { ...next, overtaken: true };
}

/** Small plain data; comparing it saves the panel a render on every viewer event. */
function sameData(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

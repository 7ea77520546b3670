import type { FeaturesEvent } from './events';
import type { FeaturesState } from './featuresState';
import type { SessionState } from './sessionState';
import type { ViewerContext } from './viewerContext';

export function featuresTransition(state: SessionState, event: FeaturesEvent): SessionState {
  switch (event.type) {
    case 'features':
      return sameData(state.features, event.features) ? state : { ...state, features: event.features };
    case 'shelf': {
      const shelf = { ...state.shelf, ...event.shelf };
      return sameData(state.shelf, shelf) ? state : { ...state, shelf };
    }
  }
}

/** Features belong to a study: those of another one are not shown, the worker drops them. */
export function featuresInContext(features: FeaturesState, context: ViewerContext): FeaturesState {
  if (features.phase === 'off' || context.kind === 'no-series') return features;
  return features.studyKey === context.series.studyKey ? features : { phase: 'off' };
}

/** A few numbers come for every slice, most of them the same as before. */
function sameData(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

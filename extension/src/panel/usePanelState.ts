import { useSyncExternalStore } from 'react';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import type { SessionState } from '../state/sessionState';

/** The service's state, followed. */
export function usePanelState(service: Pick<FewShotLmsService, 'follow' | 'getSnapshot'>): SessionState {
  return useSyncExternalStore(service.follow, service.getSnapshot);
}

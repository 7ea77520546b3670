import { useMemo, useSyncExternalStore } from 'react';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import type { SessionState } from '../state/sessionState';
import { followCalmly } from './followCalmly';

/** The service's state, followed. */
export function usePanelState(service: Pick<FewShotLmsService, 'follow' | 'getSnapshot'>): SessionState {
  const follow = useMemo(() => followCalmly(service), [service]);
  return useSyncExternalStore(follow, service.getSnapshot);
}
